package io.github.calllake.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.calllake.TestLake;
import io.github.calllake.archive.Archiver;
import io.github.calllake.archive.ArchiverSettings;
import io.github.calllake.catalog.LakeCatalog;
import io.github.calllake.engine.AthenaEngine;
import io.github.calllake.engine.AthenaSettings;
import io.github.calllake.engine.HotTierMigrations;
import io.github.calllake.engine.HotTierSettings;
import io.github.calllake.engine.HotTierTopology;
import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.QueryException;
import io.github.calllake.engine.RedshiftEngine;
import io.github.calllake.lake.LakeDefinition;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.stream.DirectStream;
import io.github.calllake.stream.ReadPace;
import io.github.calllake.stream.StreamWriter;
import io.github.calllake.stream.StreamWriter.NewRecord;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.s3.S3Client;

/** Texts with a meaning to SQL, to loggers and to jOOQ, in each place where a caller can hand in a text. */
@ExtendWith(TestLake.Shared.class)
class HostileTextTest {

    private static final String NAME = "hostile-texts";
    private static final String SCHEMA = "hostile_texts";
    /** In every text, so that it is found again wherever it should not be. */
    private static final String MARK = "zq9x";

    private static final List<String> TEXTS = List.of(
            MARK + "1 no' or 1=1 --\\",
            "\\' or 1=1 -- " + MARK + "2",
            MARK + "3 ${jndi:ldap://x} :p ?q {0} $1 /* */ ; % _ ! \"quoted\" `x`",
            "\n\r\t\u2028 " + MARK + "4 \u20ac \ud83d\ude00 \u0001 end",
            "''\\\\''" + MARK + "5\\");
    private static final int LONG = 65_000;
    private static final String LONG_TEXT = MARK + " ' \\ \" ".repeat((LONG - MARK.length()) / 7);
    private static final String TOO_LONG = MARK + "'\\".repeat(11_700);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Instant TIME = Instant.now().minus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);
    private static final TimeRange RANGE = TimeRange.startingAt(TIME.minusSeconds(60), Duration.ofHours(1));
    private static final CallFilter ALL = CallFilter.in(RANGE);

    private static QueryEngine hot;
    private static QueryEngine cold;
    private static Map<String, CallAnalytics> engines;

    @BeforeAll
    static void put(TestLake lake) throws Exception {
        hot = RedshiftEngine.open(lake.redshift(SCHEMA));
        cold = new AthenaEngine(AthenaSettings.of(SCHEMA), lake.athenaClients());
        LakeLayout layout = LakeLayout.inBucket(NAME);
        try (KinesisClient kinesis =
                        lake.client(KinesisClient.builder(), lake.aws().kinesisEndpoint());
                S3Client s3 = lake.client(S3Client.builder(), lake.aws().s3Endpoint());
                LakeStore store = new LakeStore(s3, NAME);
                StreamWriter writer = new StreamWriter(kinesis, NAME);
                DirectStream stream = new DirectStream(kinesis, NAME, ReadPace.DEFAULT);
                LakeCatalog catalog = lake.catalog()) {
            writer.createIfAbsent(1);
            store.createBucketIfAbsent();
            catalog.create(LakeDefinition.of(SCHEMA, layout));
            HotTierMigrations.migrate(
                    lake.redshift(SCHEMA), HotTierSettings.of(SCHEMA, NAME).withTopology(HotTierTopology.LANDING));
            List<NewRecord> records = new ArrayList<>();
            TEXTS.forEach(text -> {
                records.add(new NewRecord("k", event(text, Optional.empty())));
                records.add(new NewRecord("k", event(text, Optional.of(text))));
            });
            records.add(new NewRecord("k", event("another call", Optional.of(LONG_TEXT))));
            writer.put(records);
            archive(stream, store, layout, records.size());
            awaitHot();
        }
        Instant boundary = CallAnalytics.over(hot).freshness(RANGE).stream()
                .flatMap(fresh -> fresh.newestArrival().stream())
                .findFirst()
                .orElseThrow();
        engines = Map.of(
                "hot",
                CallAnalytics.over(hot),
                "cold",
                CallAnalytics.over(cold),
                "both",
                TieredCallAnalytics.over(
                        hot,
                        cold,
                        () -> Optional.of(boundary),
                        TieredSettings.defaults(),
                        ForkJoinPool.commonPool(),
                        Clock.systemUTC()));
    }

    private static byte[] event(String text, Optional<String> said) {
        ObjectNode metadata = JsonNodeFactory.instance.objectNode();
        for (String key :
                List.of("callId", "transactionId", "voiceConnectorId", "fromNumber", "toNumber", "direction")) {
            metadata.put(key, text);
        }
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("time", TIME.toString())
                .put("service-type", "CallAnalytics")
                .put("detail-type", said.isPresent() ? "TranscribeCallAnalytics" : "CallAnalyticsMetadata")
                .put("metadata", metadata.toString());
        said.ifPresent(words -> event.putObject("UtteranceEvent")
                .put("UtteranceId", "u")
                .put("ParticipantRole", text)
                .put("IsPartial", false)
                .put("BeginOffsetMillis", 0)
                .put("EndOffsetMillis", 1)
                .put("Transcript", words));
        return event.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void archive(DirectStream stream, LakeStore store, LakeLayout layout, int records)
            throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (Archiver archiver =
                Archiver.start(stream, store, layout, ArchiverSettings.defaults(), Clock.systemUTC())) {
            while (archiver.counts().records() < records) {
                assertThat(System.nanoTime()).as("archived in time").isLessThan(deadline);
                archiver.rollNow();
                Thread.sleep(50);
            }
        }
    }

    private static void awaitHot() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (count(CallAnalytics.over(hot), ALL) < count(CallAnalytics.over(cold), ALL)) {
            assertThat(System.nanoTime()).as("seen in time").isLessThan(deadline);
            Thread.sleep(50);
        }
    }

    private static long count(CallAnalytics analytics, CallFilter filter) {
        return analytics.countEvents(filter).stream()
                .mapToLong(EventCount::events)
                .sum();
    }

    @AfterAll
    static void drop(TestLake lake) throws Exception {
        hot.close();
        cold.close();
        lake.drop(SCHEMA);
    }

    /** Every condition that {@link CallFilter} has. */
    private static List<Method> conditions() {
        List<Method> methods = Arrays.stream(CallFilter.class.getMethods())
                .filter(method -> Arrays.equals(method.getParameterTypes(), new Class<?>[] {String.class}))
                .filter(method -> method.getReturnType() == CallFilter.class)
                .toList();
        assertThat(methods).hasSize(CallFilter.Match.values().length);
        return methods;
    }

    /** Every question that takes a text, and how many items it gives. */
    private static Map<String, BiFunction<CallAnalytics, String, Long>> questions() {
        Map<String, BiFunction<CallAnalytics, String, Long>> questions = new LinkedHashMap<>();
        questions.put("timeline", (asked, text) -> asked.timeline(text, RANGE).stream()
                .count());
        questions.put("transcript", (asked, text) -> asked.transcript(text, RANGE).stream()
                .count());
        questions.put("searchTranscripts", (asked, text) -> asked.searchTranscripts(text, ALL).stream()
                .count());
        assertThat(Arrays.stream(CallAnalytics.class.getMethods())
                        .filter(method ->
                                Arrays.asList(method.getParameterTypes()).contains(String.class))
                        .map(Method::getName)
                        // Takes names of the definition, and is tried with the names of windows.
                        .filter(name -> !name.equals("rows")))
                .as("a question that takes a text is asked here")
                .containsExactlyInAnyOrderElementsOf(questions.keySet());
        return questions;
    }

    private static CallFilter with(Method condition, String text) {
        try {
            return (CallFilter) condition.invoke(ALL, text);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw new AssertionError(e);
        }
    }

    @Test
    void a_text_finds_exactly_what_it_says_in_every_condition_and_every_question_and_is_logged_by_none() {
        List<String> logged = logged(() -> engines.forEach((name, analytics) -> {
            List<Method> conditions = conditions();
            for (int i = 0; i < conditions.size(); i++) {
                String text = TEXTS.get(i % TEXTS.size());
                CallFilter filter = with(conditions.get(i), text);
                boolean ofCalls = conditions.get(i).getName().equals("withParticipant");
                assertThat(ofCalls ? analytics.calls(filter).stream().count() : count(analytics, filter))
                        .as("%s %s %s", name, conditions.get(i).getName(), text)
                        .isEqualTo(ofCalls ? 1 : 2);
            }
            for (String text : TEXTS) {
                questions().forEach((question, ask) -> assertThat(ask.apply(analytics, text))
                        .as("%s %s %s", name, question, text)
                        .isEqualTo(question.equals("timeline") ? 2 : 1));
            }
            for (String text : List.of(LONG_TEXT, TOO_LONG)) {
                questions().forEach((question, ask) -> {
                    assertThat(ask.apply(analytics, text))
                            .as("%s %s of %d characters", name, question, text.length())
                            .isEqualTo(question.equals("searchTranscripts") && text.equals(LONG_TEXT) ? 1 : 0);
                });
            }
        }));

        assertThat(logged).allSatisfy(line -> assertThat(line).doesNotContain(MARK));
    }

    @Test
    void what_no_engine_can_carry_is_refused_before_any_sees_it_and_not_repeated() {
        QueryEngine unasked = (QueryEngine) Proxy.newProxyInstance(
                QueryEngine.class.getClassLoader(), new Class<?>[] {QueryEngine.class}, (proxy, method, arguments) -> {
                    throw new AssertionError("the engine was asked for " + method.getName());
                });
        CallAnalytics analytics = CallAnalytics.over(unasked);
        for (String text : List.of(MARK + "\0", "\0" + MARK, MARK + "\ud800", "\udc00" + MARK)) {
            conditions().forEach(condition -> assertRefused(() -> with(condition, text)));
            questions().forEach((name, ask) -> assertRefused(() -> ask.apply(analytics, text)));
        }
    }

    @Test
    void a_table_or_column_is_a_plain_name_or_refused_and_not_repeated() {
        List<Method> methods = Stream.of(WindowQuestion.class.getMethods())
                .filter(method -> Arrays.asList(method.getParameterTypes()).contains(String.class))
                .filter(method -> method.getReturnType() == WindowQuestion.class)
                .toList();
        assertThat(methods).hasSizeGreaterThanOrEqualTo(7);
        WindowQuestion question = WindowQuestion.over("utterance", RANGE);
        for (String text : Stream.concat(TEXTS.stream(), Stream.of(MARK + "\0", LONG_TEXT, MARK + ".a.b"))
                .toList()) {
            CallAnalytics analytics = engines.values().iterator().next();
            assertRefused(() -> analytics.rows(text, List.of("call_id"), ALL));
            assertRefused(() -> analytics.rows("utterance", List.of("call_id", text), ALL));
            for (Method method : methods) {
                for (int place = 0; place < method.getParameterCount(); place++) {
                    if (method.getParameterTypes()[place] == String.class) {
                        assertRefused(() -> invoke(question, method, text));
                    }
                }
            }
        }
    }

    private static void invoke(WindowQuestion question, Method method, String text) {
        Object[] arguments = Arrays.stream(method.getParameterTypes())
                .map(type -> type == String.class ? text : RANGE)
                .toArray();
        try {
            method.invoke(Modifier.isStatic(method.getModifiers()) ? null : question, arguments);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw new AssertionError(e);
        }
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable asking) {
        assertThatThrownBy(asking).isInstanceOf(IllegalArgumentException.class).satisfies(HostileTextTest::isSilent);
    }

    private static void isSilent(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        assertThat(text.toString()).doesNotContain(MARK);
    }

    @Test
    void no_error_of_an_engine_repeats_what_was_asked_for(TestLake lake) {
        try (QueryEngine noSchema = RedshiftEngine.open(lake.redshift("nowhere"));
                QueryEngine noDatabase = new AthenaEngine(AthenaSettings.of("nowhere"), lake.athenaClients())) {
            List<String> logged = logged(() -> {
                for (QueryEngine engine : List.of(noSchema, noDatabase)) {
                    CallAnalytics analytics = CallAnalytics.over(engine);
                    for (String text : TEXTS) {
                        questions().forEach((name, ask) -> assertThatThrownBy(() -> ask.apply(analytics, text))
                                .isInstanceOf(QueryException.class)
                                .satisfies(HostileTextTest::isSilent));
                    }
                }
            });
            assertThat(logged).allSatisfy(line -> assertThat(line).doesNotContain(MARK));
        }
    }

    /** What the library logs at any level, and everything else from INFO on. */
    private static List<String> logged(Runnable asking) {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        List<Logger> ours = Stream.of("query", "engine")
                .map(room -> (Logger) LoggerFactory.getLogger("io.github.calllake." + room))
                .toList();
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        root.addAppender(appender);
        ours.forEach(logger -> logger.setLevel(Level.TRACE));
        try {
            asking.run();
        } finally {
            ours.forEach(logger -> logger.setLevel(null));
            root.detachAppender(appender);
        }
        return List.copyOf(appender.list).stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.INFO)
                        || event.getLoggerName().startsWith("io.github.calllake"))
                .map(event -> event.getFormattedMessage()
                        + (event.getThrowableProxy() == null
                                ? ""
                                : ThrowableProxyUtil.asString(event.getThrowableProxy())))
                .toList();
    }
}
