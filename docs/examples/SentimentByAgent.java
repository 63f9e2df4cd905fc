import io.github.calllake.CallLake;
import io.github.calllake.query.AnswerStream;
import io.github.calllake.query.CallAnalytics;
import io.github.calllake.query.CallFilter;
import io.github.calllake.query.TimeRange;
import io.github.calllake.query.TranscriptLine;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** How customers felt, by the agent whom they spoke with: yesterday and in the last hour, as one table. */
public final class SentimentByAgent {

    public static void main(String[] arguments) {
        try (CallLake callLake = CallLake.fromEnvironment()) {
            print(callLake.analytics(), arguments.length == 0 ? Instant.now() : Instant.parse(arguments[0]));
        }
    }

    static void print(CallAnalytics analytics, Instant now) {
        Instant today = now.truncatedTo(ChronoUnit.DAYS);
        Map<String, Map<String, Long>> yesterday =
                byAgent(analytics, TimeRange.startingAt(today.minus(1, ChronoUnit.DAYS), Duration.ofDays(1)));
        Map<String, Map<String, Long>> lastHour =
                byAgent(analytics, TimeRange.startingAt(now.minus(1, ChronoUnit.HOURS), Duration.ofHours(1)));
        System.out.printf("%-16s %-10s %8s %8s %8s %8s%n", "agent", "when", "positive", "neutral", "negative", "mixed");
        yesterday.forEach((agent, counts) -> print(agent, "yesterday", counts));
        lastHour.forEach((agent, counts) -> print(agent, "last hour", counts));
    }

    private static Map<String, Map<String, Long>> byAgent(CallAnalytics analytics, TimeRange range) {
        // A call that is under way may have begun before the range.
        TimeRange begun = new TimeRange(range.from().minus(1, ChronoUnit.DAYS), range.to());
        Map<String, String> agents = new HashMap<>();
        analytics.calls(CallFilter.in(begun)).forEach(call -> agents.put(
                call.callId(), "Outbound".equals(call.direction()) ? call.fromNumber() : call.toNumber()));
        Map<String, Map<String, Long>> table = new TreeMap<>();
        try (AnswerStream<TranscriptLine> lines = analytics.transcriptLines(CallFilter.in(range))) {
            lines.stream()
                    .filter(line -> "CUSTOMER".equals(line.speaker()) && line.sentiment() != null)
                    .filter(line -> agents.get(line.callId()) != null)
                    .forEach(line -> table.computeIfAbsent(agents.get(line.callId()), agent -> new TreeMap<>())
                            .merge(line.sentiment(), 1L, Long::sum));
        }
        return table;
    }

    private static void print(String agent, String when, Map<String, Long> counts) {
        System.out.printf("%-16s %-10s", agent, when);
        for (String sentiment : new String[] {"POSITIVE", "NEUTRAL", "NEGATIVE", "MIXED"}) {
            System.out.printf(" %8d", counts.getOrDefault(sentiment, 0L));
        }
        System.out.println();
    }
}
