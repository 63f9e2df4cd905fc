package io.github.calllake.queries;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.calllake.schema.PostCallView;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Every query of {@code docs/queries} on a lake with some {@link QueriedCalls}, held against what was put there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class WorkingQueriesContract {

    private static final double LEAST_SCORE = 0.8;

    /** A lake with the records and files of its calls. */
    protected abstract QueriedLake lake();

    private ExpectedAnswers expected() {
        QueriedCalls calls = lake().calls();
        return new ExpectedAnswers(calls.records(), calls.files());
    }

    private Map<String, Function<ExpectedAnswers, List<List<@Nullable String>>>> answers() {
        Map<String, Function<ExpectedAnswers, List<List<@Nullable String>>>> answers = new TreeMap<>();
        answers.put("call_list", ExpectedAnswers::callList);
        answers.put("siprec_updates", ExpectedAnswers::siprecUpdates);
        answers.put("recordings", answer -> answer.recordings(false));
        answers.put("enhanced_recordings", answer -> answer.recordings(true));
        answers.put("voice_analytics_status", ExpectedAnswers::voiceAnalyticsStatus);
        answers.put("voice_analytics_status_with_calls", ExpectedAnswers::voiceAnalyticsStatusWithCalls);
        answers.put("post_call_transcripts", ExpectedAnswers::postCallTranscripts);
        answers.put("post_call_with_calls", ExpectedAnswers::postCallWithCalls);
        answers.put("sentiment_by_participant_and_day", ExpectedAnswers::sentiment);
        answers.put("talk_time", ExpectedAnswers::talkTime);
        answers.put("interruptions", ExpectedAnswers::interruptions);
        answers.put("category_counts", ExpectedAnswers::categoryCounts);
        answers.put("issues", ExpectedAnswers::issues);
        answers.put("best_speaker_match", answer -> answer.bestSpeakerMatch(LEAST_SCORE));
        answers.put("tone_over_time", ExpectedAnswers::toneOverTime);
        answers.put("calls_without_recording", ExpectedAnswers::callsWithoutRecording);
        return answers;
    }

    @Test
    protected void every_query_answers_with_what_was_put_each_event_once() {
        AthenaText athena = new AthenaText(lake());
        ExpectedAnswers expected = expected();

        answers().forEach((name, answer) -> {
            WorkingQuery query = WorkingQuery.of(name);
            List<List<@Nullable String>> rows = answer.apply(expected);
            assertThat(rows).as(name).isNotEmpty();
            assertThat(athena.rows(query.sql(), query.parameters("", lake().calls())))
                    .as(name)
                    .containsExactlyInAnyOrderElementsOf(rows);
        });
    }

    @Test
    void a_transcript_is_that_of_its_call_in_order() {
        AthenaText athena = new AthenaText(lake());
        WorkingQuery query = WorkingQuery.of("call_transcript");
        Map<String, List<List<@Nullable String>>> transcripts = expected().transcripts();
        String byCallAnalytics = transcripts.entrySet().stream()
                .filter(call -> call.getValue().get(0).get(3) != null)
                .findFirst()
                .orElseThrow()
                .getKey();
        String byTranscribe = transcripts.entrySet().stream()
                .filter(call -> call.getValue().get(0).get(3) == null)
                .findFirst()
                .orElseThrow()
                .getKey();

        for (String call : List.of(byCallAnalytics, byTranscribe)) {
            assertThat(athena.rows(query.sql(), query.parameters(call, lake().calls())))
                    .containsExactlyElementsOf(transcripts.get(call));
        }
    }

    @Test
    protected void the_flat_view_has_a_row_for_each_session_with_its_call_if_one_announced_it() {
        List<List<@Nullable String>> rows = new AthenaText(lake()).rows("""
                        SELECT session_id, call_id, event_time, json_array_length(matched_categories),
                               json_array_length(transcript), json_array_length(transcript_redacted),
                               customer_sentiment, post_call_url, s3_recording_url
                        FROM post_call""", List.of());

        assertThat(rows).containsExactlyInAnyOrderElementsOf(expected().postCallView());
        assertThat(rows).anyMatch(row -> row.get(1) == null);
        assertThat(rows.stream().filter(row -> row.get(1) != null).collect(Collectors.groupingBy(row -> row.get(1))))
                .anySatisfy((call, sessions) -> assertThat(sessions).hasSizeGreaterThan(1));
    }

    @Test
    void the_flat_view_has_the_columns_of_its_definition() {
        String columns =
                PostCallView.columns().stream().map(PostCallView.Column::name).collect(Collectors.joining(", "));
        AthenaText athena = new AthenaText(lake());

        assertThat(athena.rows("SELECT " + columns + " FROM post_call LIMIT 1", List.of())
                        .get(0))
                .hasSameSizeAs(athena.rows("SELECT * FROM post_call LIMIT 1", List.of())
                        .get(0));
    }

    @Test
    void every_query_of_the_documentation_is_among_them() {
        assertThat(WorkingQuery.all())
                .extracting(WorkingQuery::name)
                .containsAll(answers().keySet())
                .hasSize(answers().size() + 1)
                .contains("call_transcript");
    }
}
