package io.github.calllake.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.calllake.TestLake;
import io.github.calllake.engine.QueryException;
import io.github.calllake.engine.Tier;
import io.github.calllake.event.CallEvent;
import io.github.calllake.event.DetailType;
import io.github.calllake.event.RecordedFile;
import io.github.calllake.simulate.PostCallFile;
import io.github.calllake.simulate.SimulatedRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The questions against a plain computation over what was put. */
@ExtendWith(TestLake.Shared.class)
abstract class CallAnalyticsContract {

    private CallAnalytics analytics;
    private Expected expected;
    private TimeRange everything;
    private CallFilter all;
    private List<PostCallFile> postCallFiles;

    abstract CallAnalytics of(TestLake shared) throws InterruptedException;

    @BeforeEach
    void ask(TestLake shared) throws InterruptedException {
        analytics = of(shared);
        expected = Expected.of(shared.records().stream().map(SimulatedRecord::data));
        postCallFiles = shared.postCallFiles();
        everything = TimeRange.startingAt(shared.start().minus(Duration.ofDays(370)), Duration.ofDays(372));
        all = CallFilter.in(everything);
    }

    @Test
    void events_are_counted_once_by_detail_type() {
        assertThat(counts(all)).containsExactlyInAnyOrderEntriesOf(Expected.count(expected.events()));
        assertThat(expected.deliveries().count())
                .isGreaterThan(expected.events().count());
    }

    @Test
    void each_delivery_is_counted_on_request() {
        assertThat(counts(all.withEachDelivery()))
                .containsExactlyInAnyOrderEntriesOf(Expected.count(expected.deliveries()));
    }

    private Map<DetailType, Long> counts(CallFilter filter) {
        return analytics.countEvents(filter).stream().collect(Collectors.toMap(EventCount::type, EventCount::events));
    }

    @Test
    void a_time_range_takes_its_start_and_leaves_its_end() {
        List<Instant> times = expected.events()
                .flatMap(event -> event.sentAt().stream())
                .filter(time -> time.isBefore(Instant.now()))
                .distinct()
                .sorted()
                .toList();
        Instant from = times.get(times.size() / 3);
        Instant to = times.get(times.size() / 2);
        long between = expected.events()
                .flatMap(event -> event.sentAt().stream())
                .filter(time -> !time.isBefore(from) && time.isBefore(to))
                .count();

        assertThat(total(new TimeRange(from, to))).isEqualTo(between);
        assertThat(total(new TimeRange(from.minusNanos(1), to.minusNanos(1)))).isEqualTo(between);
    }

    private long total(TimeRange range) {
        return counts(CallFilter.in(range)).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    @Test
    void calls_are_those_with_metadata_events_by_their_first_one() {
        List<CallSummary> calls = analytics.calls(all).items();

        assertThat(calls.stream().map(CallSummary::callId))
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(expected.callIds());
        assertThat(calls.stream().map(CallSummary::firstEvent)).isSorted();
        assertThat(calls).anySatisfy(call -> assertThat(call.lastEventType()).isNotNull());
        assertThat(calls)
                .filteredOn(call -> areTimed(expected.metadataOf(call.callId())))
                .allSatisfy(call -> {
                    List<CallEvent> events = expected.metadataOf(call.callId());
                    CallEvent last = events.stream()
                            .max(Comparator.comparing(this::time))
                            .orElseThrow();
                    assertThat(call.events()).isEqualTo(events.size());
                    assertThat(call.firstEvent())
                            .isEqualTo(events.stream()
                                    .map(this::time)
                                    .min(Comparator.naturalOrder())
                                    .orElseThrow());
                    assertThat(call.lastEvent()).isEqualTo(time(last));
                    assertThat(call.lastEventType())
                            .isEqualTo(last.payload().path("callevent-type").asText(null));
                });
    }

    /** An event without a readable time is filed under its arrival, which only the tiers know. */
    private static boolean areTimed(List<CallEvent> events) {
        return events.stream().allMatch(event -> event.sentAt().isPresent());
    }

    private Instant time(CallEvent event) {
        return event.sentAt().orElseThrow();
    }

    @Test
    void pages_of_calls_put_together_are_all_calls() {
        assertThat(paged(all.withLimit(2), analytics::calls))
                .isEqualTo(analytics.calls(all).items());
    }

    @Test
    void pages_of_lines_put_together_are_all_lines() {
        List<TranscriptLine> lines = analytics.searchTranscripts("e", all).items();

        assertThat(lines).hasSizeGreaterThan(7);
        assertThat(paged(all.withLimit(7), filter -> analytics.searchTranscripts("e", filter)))
                .isEqualTo(lines);
    }

    /** A cursor is written and read between any two pages, as over a restart. */
    private static <T> List<T> paged(CallFilter filter, Function<CallFilter, Answer<T>> question) {
        return paged(filter, 1, question);
    }

    private static <T> List<T> paged(CallFilter filter, int itemsAnEvent, Function<CallFilter, Answer<T>> question) {
        List<T> items = new ArrayList<>();
        Answer<T> page = question.apply(filter);
        while (true) {
            assertThat(page.items())
                    .hasSizeLessThanOrEqualTo(itemsAnEvent * filter.limit().orElseThrow());
            items.addAll(page.items());
            Optional<Cursor> next = page.next();
            if (next.isEmpty()) {
                return items;
            }
            page = question.apply(filter.withAfter(Cursor.parse(next.get().toString())));
        }
    }

    @Test
    void a_cursor_goes_on_in_an_application_that_was_started_anew(TestLake shared) throws InterruptedException {
        List<CallSummary> calls = analytics.calls(all).items();
        String kept = analytics.calls(all.withLimit(2)).next().orElseThrow().toString();

        assertThat(of(shared).calls(all.withAfter(Cursor.parse(kept))).items())
                .isEqualTo(calls.subList(2, calls.size()));
    }

    @Test
    void a_stream_that_is_closed_half_read_gives_back_what_it_holds() {
        for (int stream = 0; stream < 6; stream++) {
            try (AnswerStream<TranscriptLine> lines = analytics.transcriptLines(all)) {
                assertThat(lines.next().text()).isNotNull();
            }
        }
        try (AnswerStream<TranscriptLine> lines = analytics.transcriptLines(all)) {
            assertThat(lines.stream().count()).isEqualTo(expected.said().count());
        }
    }

    @Test
    void a_stream_that_is_closed_gives_nothing_more() {
        AnswerStream<TranscriptLine> lines = analytics.transcriptLines(all);
        lines.next();
        AnswerStream<DetectedIssue> issues = analytics.streamIssues(all);
        for (AnswerStream<?> stream : List.of(lines, issues)) {
            stream.close();
            stream.close();
            assertThatIllegalStateException().isThrownBy(stream::hasNext);
            assertThatIllegalStateException().isThrownBy(stream::next);
        }
    }

    @Test
    void a_stream_of_lines_has_every_final_line_by_time() {
        List<TranscriptLine> lines;
        try (AnswerStream<TranscriptLine> stream = analytics.transcriptLines(all)) {
            lines = stream.stream().toList();
        }
        List<TranscriptLine> first;
        try (AnswerStream<TranscriptLine> stream = analytics.transcriptLines(all.withLimit(5))) {
            first = stream.stream().toList();
        }

        assertThat(lines.stream().map(CallAnalyticsContract::identity))
                .containsExactlyInAnyOrderElementsOf(expected.said()
                        .map(said -> identity(said.callId(), said.id(), said.text()))
                        .toList());
        assertThat(lines.stream().map(TranscriptLine::eventTime)).isSorted();
        assertThat(first.stream().map(TranscriptLine::eventTime))
                .containsExactlyElementsOf(
                        lines.stream().limit(5).map(TranscriptLine::eventTime).toList());
        assertThat(lines).containsAll(first);
    }

    private <T> void assertStreamed(
            Function<CallFilter, AnswerStream<T>> stream, Function<CallFilter, Answer<T>> question) {
        List<T> items = question.apply(all).items();
        assertThat(streamed(stream, all)).isNotEmpty().isEqualTo(items);
        assertThat(streamed(stream, all.withLimit(2)))
                .isEqualTo(question.apply(all.withLimit(2)).items());
        assertThat(streamed(stream, all.withEachDelivery()))
                .isEqualTo(question.apply(all.withEachDelivery()).items());
        assertThat(streamed(stream, all.withCallId("no such call"))).isEmpty();
        Cursor cursor =
                analytics.searchTranscripts("e", all.withLimit(1)).next().orElseThrow();
        assertThatIllegalArgumentException().isThrownBy(() -> stream.apply(all.withAfter(cursor)));
    }

    private static <T> List<T> streamed(Function<CallFilter, AnswerStream<T>> question, CallFilter filter) {
        try (AnswerStream<T> items = question.apply(filter)) {
            return items.stream().toList();
        }
    }

    @Test
    void a_stream_has_what_the_list_has_in_its_order() {
        assertStreamed(analytics::streamCalls, analytics::calls);
        assertStreamed(analytics::streamCategoryMatches, analytics::categoryMatches);
        assertStreamed(analytics::streamIssues, analytics::issues);
        assertStreamed(analytics::streamPiiEntities, analytics::piiEntities);
        assertStreamed(analytics::streamVoiceTones, analytics::voiceTones);
        assertStreamed(analytics::streamVoiceAnalyticsEvents, analytics::voiceAnalyticsEvents);
        assertStreamed(analytics::streamRecordings, analytics::recordings);
        assertStreamed(
                filter -> analytics.streamSpeakerMatches(0.5, filter), filter -> analytics.speakerMatches(0.5, filter));
    }

    @Test
    void a_stream_of_calls_tells_the_tiers_that_its_list_asks() {
        AnswerFacts whole = analytics.calls(all).facts();
        try (AnswerStream<CallSummary> calls = analytics.streamCalls(all)) {
            calls.stream().forEach(call -> {});

            assertThat(calls.facts().tiers().stream().map(AnswerFacts.TierFacts::tier))
                    .isEqualTo(whole.tiers().stream()
                            .map(AnswerFacts.TierFacts::tier)
                            .toList());
            assertThat(calls.facts().boundary()).isEqualTo(whole.boundary());
        }
    }

    private static List<Object> identity(TranscriptLine line) {
        return identity(line.callId(), line.id(), line.text());
    }

    private static List<Object> identity(@Nullable Object... values) {
        return Stream.of(values).map(String::valueOf).collect(Collectors.toList());
    }

    @Test
    void a_stream_takes_no_cursor() {
        Cursor cursor = analytics.calls(all.withLimit(1)).next().orElseThrow();

        assertThatIllegalArgumentException().isThrownBy(() -> analytics.transcriptLines(all.withAfter(cursor)));
    }

    @Test
    void an_interrupted_thread_gets_an_error_and_stays_interrupted() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> analytics.countEvents(all)).isInstanceOf(QueryException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(counts(all)).isNotEmpty();
    }

    @Test
    void a_cursor_goes_with_its_question_only() {
        Cursor cursor = analytics.calls(all.withLimit(1)).next().orElseThrow();

        assertThatIllegalArgumentException().isThrownBy(() -> analytics.searchTranscripts("e", all.withAfter(cursor)));
        assertThatIllegalArgumentException().isThrownBy(() -> Cursor.parse("no cursor"));
    }

    @Test
    void calls_are_found_by_each_of_their_attributes() {
        CallSummary call = analytics.calls(all).stream()
                .filter(each -> each.fromNumber() != null && each.toNumber() != null && each.direction() != null)
                .findFirst()
                .orElseThrow();
        String from = Objects.requireNonNull(call.fromNumber());
        String to = Objects.requireNonNull(call.toNumber());
        List<CallFilter> filters = List.of(
                all.withCallId(call.callId()),
                all.withTransactionId(Objects.requireNonNull(call.transactionId())),
                all.withVoiceConnectorId(Objects.requireNonNull(call.voiceConnectorId())),
                all.withNumber(from),
                all.withNumber(to),
                all.withFromNumber(from),
                all.withToNumber(to),
                all.withDirection(Objects.requireNonNull(call.direction())));

        for (CallFilter filter : filters) {
            assertThat(analytics.calls(filter).stream().map(CallSummary::callId))
                    .contains(call.callId());
        }
        assertThat(analytics.calls(all.withFromNumber(to + "0"))).isEmpty();
        assertThat(analytics.calls(all.withCallId(call.callId()).withDirection("neither")))
                .isEmpty();
    }

    @Test
    void calls_are_found_by_who_took_part_with_all_their_events() {
        List<CallEvent> withSiprec = expected.callIds().stream()
                .flatMap(id -> expected.metadataOf(id).stream())
                .filter(event -> event.oneTimeMetadata().hasNonNull("siprecMetadata"))
                .toList();
        String xml = withSiprec.get(0).oneTimeMetadata().get("siprecMetadata").asText();
        String address = xml.replaceAll("(?s).*? aor=\"([^\"]+)\".*", "$1");
        String name = xml.replaceAll("(?s).*?<name[^>]*>([^<]+)<.*", "$1").replace("&amp;", "&");
        String id = xml.replaceAll("(?s).*?participant_id=\"([^\"]+)\".*", "$1");

        assertThat(callsWith(address))
                .isEqualTo(named(withSiprec, " aor=\"" + address + "\""))
                .isNotEmpty();
        assertThat(name).contains("&");
        assertThat(callsWith(name)).isEqualTo(named(withSiprec, ">" + name.replace("&", "&amp;") + "</name>"));
        assertThat(callsWith(id)).as("an id is no participant's name").isEmpty();
        assertThat(callsWith("no' or 1=1 --\\")).isEmpty();
        CallSummary called = analytics.calls(all).stream()
                .filter(call -> call.toNumber() != null)
                .findFirst()
                .orElseThrow();
        assertThat(analytics.calls(all.withParticipant(called.toNumber()))).contains(called);
        assertThat(paged(all.withParticipant(name).withLimit(1), analytics::calls))
                .isEqualTo(analytics.calls(all.withParticipant(name)).items());
        assertThat(streamed(analytics::streamCalls, all.withParticipant(name)))
                .isEqualTo(analytics.calls(all.withParticipant(name)).items());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> analytics.issues(all.withParticipant(name)))
                .withMessageContaining("calls only")
                .withMessageNotContaining(name);
    }

    private Set<String> callsWith(String participant) {
        return analytics.calls(all.withParticipant(participant)).stream()
                .map(CallSummary::callId)
                .collect(Collectors.toSet());
    }

    private static Set<String> named(List<CallEvent> events, String inXml) {
        return events.stream()
                .filter(event ->
                        event.oneTimeMetadata().get("siprecMetadata").asText().contains(inXml))
                .map(Expected::callId)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    @Test
    void a_transcript_has_each_final_utterance_once_in_order() {
        int transcripts = 0;
        for (String callId : expected.callIds()) {
            Map<String, String> texts = new HashMap<>();
            expected.said()
                    .filter(said -> callId.equals(said.callId()))
                    .forEach(said -> texts.putIfAbsent(said.id(), said.text()));
            List<TranscriptLine> lines =
                    analytics.transcript(callId, everything).items();

            assertThat(lines.stream().collect(Collectors.toMap(TranscriptLine::id, TranscriptLine::text)))
                    .containsExactlyInAnyOrderEntriesOf(texts);
            assertThat(lines.stream().map(TranscriptLine::beginOffsetMillis).filter(Objects::nonNull))
                    .isSorted();
            transcripts += lines.isEmpty() ? 0 : 1;
        }
        assertThat(transcripts).isPositive();
    }

    @Test
    void a_timeline_has_every_event_of_a_call_without_partial_results() {
        String callId = expected.callIds().iterator().next();
        List<TimelineEntry> entries = analytics.timeline(callId, everything).items();

        assertThat(entries.stream().map(TimelineEntry::eventTime)).isSorted();
        for (DetailType type : DetailType.values()) {
            long wanted = type == DetailType.TRANSCRIBE_CALL_ANALYTICS || type == DetailType.TRANSCRIBE
                    ? expected.said()
                            .filter(said -> callId.equals(said.callId()) && isOf(said, type))
                            .count()
                    : expected.events(type)
                            .filter(event -> callId.equals(Expected.callId(event)))
                            .count();
            Stream<TimelineEntry> ofType = entries.stream().filter(entry -> entry.type() == type);
            if (type == DetailType.SPEAKER_SEARCH_STATUS
                    || type == DetailType.TRANSCRIBE_CALL_ANALYTICS_CATEGORY_EVENTS) {
                assertThat(ofType.map(TimelineEntry::eventTime).distinct().count())
                        .as(type.text())
                        .isEqualTo(wanted);
            } else {
                assertThat(ofType.count()).as(type.text()).isEqualTo(wanted);
            }
        }
    }

    private static boolean isOf(Expected.Said said, DetailType type) {
        boolean channel = said.speaker() != null && said.speaker().startsWith("ch_");
        return channel == (type == DetailType.TRANSCRIBE);
    }

    @Test
    void transcripts_are_searched_without_case() {
        String word = expected.said()
                .map(Expected.Said::text)
                .filter(text -> text != null && text.length() > 12)
                .findFirst()
                .orElseThrow()
                .substring(2, 9);
        List<String> wanted = expected.said()
                .map(Expected.Said::text)
                .filter(text -> text != null && text.toLowerCase(Locale.ROOT).contains(word.toLowerCase(Locale.ROOT)))
                .toList();

        assertThat(texts(analytics.searchTranscripts(word.toUpperCase(Locale.ROOT), all)))
                .containsExactlyInAnyOrderElementsOf(wanted);
        assertThat(analytics.searchTranscripts("%", all)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> analytics.searchTranscripts("", all));
    }

    private static List<String> texts(Answer<TranscriptLine> lines) {
        return lines.stream().map(TranscriptLine::text).toList();
    }

    @Test
    void sentiment_is_counted_by_span_and_participant() {
        Map<List<Object>, Long> wanted = new HashMap<>();
        expected.utterances()
                .forEach(said -> wanted.merge(
                        Arrays.asList(
                                Instant.ofEpochSecond(said.time().getEpochSecond() / 30 * 30),
                                said.speaker(),
                                said.sentiment()),
                        1L,
                        Long::sum));

        Answer<SentimentCount> counts = analytics.sentiment(all, Duration.ofSeconds(30));

        assertThat(counts.stream()
                        .collect(Collectors.toMap(
                                count -> Arrays.<Object>asList(
                                        count.start(), count.participantRole(), count.sentiment()),
                                SentimentCount::utterances)))
                .containsExactlyInAnyOrderEntriesOf(wanted);
        assertThatIllegalArgumentException().isThrownBy(() -> analytics.sentiment(all, Duration.ofMillis(1_500)));
    }

    @Test
    void talk_shares_add_up_what_each_participant_spoke() {
        Map<List<String>, Long> wanted = expected.utterances()
                .collect(Collectors.groupingBy(
                        said -> List.of(Objects.requireNonNullElse(said.callId(), ""), said.speaker()),
                        Collectors.summingLong(said -> said.end() - said.begin())));

        Answer<TalkShare> shares = analytics.talkShares(all);

        assertThat(shares.stream()
                        .collect(Collectors.toMap(
                                share -> List.of(
                                        Objects.requireNonNullElse(share.callId(), ""), share.participantRole()),
                                TalkShare::talkMillis)))
                .containsExactlyInAnyOrderEntriesOf(wanted);
        assertThat(shares.stream().mapToLong(TalkShare::interruptions).sum())
                .isEqualTo(analytics.interruptions(all).items().size());
    }

    @Test
    void an_interruption_begins_while_another_participant_speaks() {
        Map<String, List<Expected.Said>> calls = expected.utterances()
                .filter(said -> said.callId() != null)
                .collect(Collectors.groupingBy(said -> said.callId()));
        Set<List<Object>> wanted = new HashSet<>();
        calls.forEach((callId, turns) -> turns.forEach(turn -> turns.stream()
                .filter(other -> !other.speaker().equals(turn.speaker()))
                .filter(other -> other.begin() < turn.begin() && other.end() > turn.begin())
                .forEach(other -> wanted.add(List.of(callId, turn.speaker(), turn.begin())))));

        assertThat(analytics.interruptions(all).stream()
                        .filter(each -> each.callId() != null)
                        .map(each -> List.<Object>of(each.callId(), each.participantRole(), each.beginOffsetMillis())))
                .containsExactlyInAnyOrderElementsOf(wanted);
    }

    @Test
    void categories_are_listed_and_counted_by_day() {
        List<String> wanted = expected.categories().toList();

        assertThat(analytics.categoryMatches(all).stream().map(match -> match.callId() + "|" + match.category()))
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(wanted);
        assertThat(analytics.categoryCounts(all).stream()
                        .mapToLong(CategoryCount::matches)
                        .sum())
                .isEqualTo(wanted.size());
    }

    @Test
    void issues_come_with_their_text() {
        List<String> wanted = expected.utterances()
                .flatMap(said -> elements(said.issues()).map(issue -> {
                    JsonNode offsets = issue.path("CharacterOffsets");
                    int begin = offsets.path("Begin")
                            .asInt(offsets.path("BeginOffsetChar").asInt());
                    int end = offsets.path("End")
                            .asInt(offsets.path("EndOffsetChar").asInt());
                    return said.text().substring(begin, end);
                }))
                .toList();

        assertThat(expected.utterances().flatMap(said -> elements(said.issues())))
                .as("each spelling is there")
                .anyMatch(issue -> issue.at("/CharacterOffsets/Begin").isNumber())
                .anyMatch(issue -> issue.at("/CharacterOffsets/BeginOffsetChar").isNumber());
        assertThat(analytics.issues(all).stream().map(DetectedIssue::text)).containsExactlyInAnyOrderElementsOf(wanted);
    }

    @Test
    void personal_information_is_counted_and_shown_only_when_asked_for() {
        List<JsonNode> wanted =
                expected.said().flatMap(said -> elements(said.entities())).toList();

        assertThat(analytics.piiEntities(all).stream().map(entity -> entity.type() + entity.content()))
                .containsExactlyInAnyOrderElementsOf(wanted.stream()
                        .map(entity -> entity.path("Type").asText()
                                + entity.path("Content").asText())
                        .toList());
        assertThat(analytics.piiCounts(all).stream().collect(Collectors.toMap(PiiCount::type, PiiCount::entities)))
                .isEqualTo(wanted.stream()
                        .collect(Collectors.groupingBy(
                                entity -> entity.path("Type").asText(), Collectors.counting())));
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return IntStream.range(0, array.size()).mapToObj(array::get);
    }

    @Test
    void voice_analytics_tell_their_status_tones_and_speakers() {
        assertThat(analytics.voiceAnalyticsEvents(all).stream().map(VoiceAnalyticsEvent::status))
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(statuses(DetailType.VOICE_ANALYTICS_STATUS));
        assertThat(analytics.voiceTones(all).stream().map(tone -> tone.current().label()))
                .containsExactlyInAnyOrderElementsOf(expected.events(DetailType.VOICE_TONE_ANALYSIS_STATUS)
                        .map(event -> event.payload()
                                .path("detail")
                                .path("voiceToneAnalysisDetails")
                                .path("currentAverageVoiceTone")
                                .path("voiceToneLabel")
                                .asText(null))
                        .toList());
        List<SpeakerMatch> sure = analytics.speakerMatches(0.5, all).items();
        assertThat(sure).allSatisfy(match -> assertThat(match.confidence()).isBetween(0.5, 1.0));
        assertThat(analytics.speakerMatches(0, all).items()).containsAll(sure);
        assertThatIllegalArgumentException().isThrownBy(() -> analytics.speakerMatches(Double.NaN, all));
    }

    private Collection<String> statuses(DetailType type) {
        return expected.events(type)
                .map(event ->
                        event.payload().path("detail").path("detailStatus").asText(null))
                .toList();
    }

    @Test
    void recordings_are_there_once_with_bucket_and_key() {
        List<Expected.Recorded> wanted = expected.recordings();
        List<Recording> recordings = analytics.recordings(all).items();

        assertThat(recordings.stream()
                        .map(each -> Arrays.asList(each.callId(), each.kind().name(), each.url())))
                .containsExactlyInAnyOrderElementsOf(wanted.stream()
                        .map(each -> Arrays.asList(each.callId(), each.kind(), each.url()))
                        .toList());
        assertThat(recordings.stream().map(Recording::eventTime)).isSorted();
        assertThat(recordings.stream().map(Recording::kind)).contains(Recording.Kind.values());
        assertThat(recordings).allSatisfy(each -> {
            RecordedFile file = Objects.requireNonNull(each.file());
            assertThat(each.url()).contains(file.bucket()).contains(file.key());
            assertThat(each.sessionId() == null)
                    .isEqualTo(each.kind() == Recording.Kind.ORIGINAL || each.kind() == Recording.Kind.ENHANCED);
        });
        assertThat(recordings)
                .filteredOn(each -> each.kind() == Recording.Kind.ORIGINAL)
                .allSatisfy(each -> assertThat(Duration.between(each.startTime(), each.endTime()))
                        .isCloseTo(
                                Duration.ofMillis(Math.round(Objects.requireNonNull(each.durationSeconds()) * 1000)),
                                Duration.ofSeconds(1)));
        assertThat(paged(all.withLimit(2), 2, analytics::recordings)).isEqualTo(recordings);
    }

    @Test
    void what_was_written_up_after_calls_is_found_by_their_events() {
        List<Expected.WrittenUp> wanted = expected.postCalls(postCallFiles);
        assertThat(wanted).hasSizeGreaterThan(1).anyMatch(Expected.WrittenUp::redacted);
        if (isHotOnly()) {
            assertThatThrownBy(() -> analytics.postCalls(all))
                    .isInstanceOf(QueryException.class)
                    .hasMessageContaining("only the cold tier");
            return;
        }
        Answer<PostCall> sessions = analytics.postCalls(all);

        assertThat(sessions.facts().tiers().stream().map(AnswerFacts.TierFacts::tier))
                .containsExactly(Tier.COLD);
        assertThat(sessions.stream().map(PostCall::eventTime)).isSorted();
        assertThat(sessions.stream().map(PostCall::sessionId))
                .containsExactlyInAnyOrderElementsOf(
                        wanted.stream().map(Expected.WrittenUp::sessionId).toList());
        for (PostCall session : sessions) {
            Expected.WrittenUp written = wanted.stream()
                    .filter(each -> each.sessionId().equals(session.sessionId()))
                    .findFirst()
                    .orElseThrow();
            compare(session, written);
        }
        assertThat(paged(all.withLimit(1), analytics::postCalls)).isEqualTo(sessions.items());
        assertThat(analytics.postCalls(all.withCallId("no such call"))).isEmpty();
    }

    private static void compare(PostCall session, Expected.WrittenUp written) {
        Map<String, JsonNode> figures = written.figures();
        assertThat(session.callId()).isEqualTo(written.callId());
        assertThat(session.file() != null).isEqualTo(written.asSpoken());
        assertThat(session.redactedFile() != null).isEqualTo(written.redacted());
        assertThat(Arrays.asList(session.agentSentiment(), session.customerSentiment()))
                .isEqualTo(
                        Arrays.asList(number(figures.get("agentSentiment")), number(figures.get("customerSentiment"))));
        assertThat(Arrays.asList(
                        session.conversationMillis(),
                        session.customerTalkMillis(),
                        session.nonTalkMillis(),
                        session.interruptions()))
                .isEqualTo(Arrays.asList(
                        whole(figures.get("conversationMillis")),
                        whole(figures.get("customerTalkMillis")),
                        whole(figures.get("nonTalkMillis")),
                        whole(figures.get("interruptions"))));
        assertThat(session.categories())
                .isEqualTo(elements(figures.get("categories"))
                        .map(JsonNode::asText)
                        .toList());
        assertThat(session.summary()).isEqualTo(figures.get("summary").asText(null));
    }

    private static Double number(JsonNode figure) {
        return figure.isNumber() ? Double.valueOf(figure.doubleValue()) : null;
    }

    private static Long whole(JsonNode figure) {
        return figure.isNumber() ? Long.valueOf(figure.longValue()) : null;
    }

    private boolean isHotOnly() {
        return analytics.freshness(everything).facts().tiers().stream().allMatch(facts -> facts.tier() == Tier.HOT);
    }

    @Test
    void a_row_is_in_every_window_that_covers_it() {
        long size = 45;
        long slide = 10;
        Map<List<Object>, List<Expected.Said>> wanted = new HashMap<>();
        expected.utterances().forEach(said -> {
            long second = said.time().getEpochSecond();
            for (long start = second / slide * slide; start > second - size; start -= slide) {
                wanted.computeIfAbsent(
                                Arrays.asList(Instant.ofEpochSecond(start), said.sentiment()), key -> new ArrayList<>())
                        .add(said);
            }
        });
        Instant from = everything.from();
        Answer<WindowRow> rows = analytics.windows(WindowQuestion.over(
                        "utterance", new TimeRange(from, everything.to().minusSeconds(size)))
                .hopping(Duration.ofSeconds(size), Duration.ofSeconds(slide))
                .by("sentiment")
                .average("end_offset_millis")
                .maximum("begin_offset_millis"));

        Map<List<Object>, WindowRow> finals = new HashMap<>();
        rows.forEach(row -> finals.put(Arrays.asList(row.start(), row.key()), row));
        wanted.forEach((window, said) -> {
            WindowRow row = finals.get(window);
            assertThat(row).isNotNull();
            assertThat(row.end()).isEqualTo(row.start().plusSeconds(size));
            assertThat(row.rowtime()).isEqualTo(row.end().minusMillis(1));
            // Partial utterances have no sentiment in the simulator; they make groups of their own.
            if (row.key() != null) {
                assertThat(row.count()).isEqualTo(said.size());
                assertThat(row.measures().get(0))
                        .isCloseTo(
                                said.stream()
                                        .mapToLong(Expected.Said::end)
                                        .average()
                                        .orElseThrow(),
                                within(1e-6));
                assertThat(row.measures().get(1))
                        .isEqualTo(said.stream()
                                .mapToLong(Expected.Said::begin)
                                .max()
                                .orElseThrow());
            }
        });
        assertThat(wanted).isNotEmpty();
        assertThat(finals.keySet().stream().filter(window -> window.get(1) != null))
                .containsExactlyInAnyOrderElementsOf(wanted.keySet().stream()
                        .filter(window -> window.get(1) != null)
                        .toList());
    }

    @Test
    void freshness_is_the_newest_event_and_arrival_of_each_type() {
        Map<DetailType, Instant> newest = new HashMap<>();
        expected.deliveries()
                .flatMap(
                        event -> event
                                .sentAt()
                                .filter(at -> at.isBefore(Instant.now()))
                                .map(at -> Map.entry(event.type(), at))
                                .stream())
                .forEach(sent ->
                        newest.merge(sent.getKey(), sent.getValue(), (one, other) -> one.isAfter(other) ? one : other));

        assertThat(analytics.freshness(everything))
                .hasSize(DetailType.values().length)
                .allSatisfy(fresh -> {
                    assertThat(fresh.newestArrival()).isPresent();
                    assertThat(fresh.newestEvent().orElseThrow()).isAfterOrEqualTo(newest.get(fresh.type()));
                });
    }

    @Test
    void texts_with_a_meaning_to_sql_find_exactly_what_they_say() {
        List<String> hostile = List.of(
                "no' or 1=1 --\\",
                "\\' or 1=1 --",
                "${x} :p ?q {0} /* */ ; % _ \n\r\u2028 \u20ac \ud83d\ude00 ${jndi:x}",
                "x".repeat(65_536));
        for (String text : hostile) {
            assertThat(analytics.transcript(text, everything)).isEmpty();
            assertThat(analytics.searchTranscripts(text, all)).isEmpty();
            assertThat(analytics.calls(all.withNumber(text).withDirection(text)))
                    .isEmpty();
        }
        assertThatIllegalArgumentException().isThrownBy(() -> analytics.transcript("a\0b", everything));
        assertThatIllegalArgumentException().isThrownBy(() -> analytics.transcript("a\ud800", everything));
    }

    @Test
    void what_was_said_and_who_called_is_in_no_text_of_an_answer() {
        String callId = expected.callIds().iterator().next();
        String said = expected.said()
                .map(Expected.Said::text)
                .filter(text -> text != null && text.length() > 12)
                .findFirst()
                .orElseThrow();
        List<Answer<?>> answers = List.of(
                analytics.calls(all),
                analytics.timeline(callId, everything),
                analytics.transcript(callId, everything),
                analytics.searchTranscripts(said, all),
                analytics.issues(all),
                analytics.piiEntities(all));
        List<String> secrets = Stream.concat(
                        Stream.of(said),
                        Stream.concat(
                                analytics.calls(all).stream()
                                        .map(CallSummary::fromNumber)
                                        .filter(Objects::nonNull),
                                Stream.concat(
                                        analytics.issues(all).stream().map(DetectedIssue::text),
                                        analytics.piiEntities(all).stream().map(PiiEntity::content))))
                .filter(text -> text != null && text.length() > 4)
                .toList();

        for (Answer<?> answer : answers) {
            String text = answer + " " + answer.items();
            assertThat(secrets).noneMatch(text::contains);
        }
    }

    @Test
    void an_answer_says_which_tiers_it_comes_from() {
        AnswerFacts facts = analytics.calls(all).facts();

        assertThat(facts.isWhole()).isTrue();
        assertThat(facts.tiers()).isNotEmpty();
        assertThat(facts.tiers().stream().mapToLong(AnswerFacts.TierFacts::rows).sum())
                .isPositive();
    }
}
