package io.github.calllake;

import io.github.calllake.simulate.SimulatedRecord;
import java.nio.charset.StandardCharsets;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Spells the offsets of issues in each of the ways that have been seen: which one depends on nothing but the event. */
final class IssueSpellings {

    private static final Pattern OFFSETS =
            Pattern.compile("\"Begin(?:OffsetChar)?\":\\s*(\\d+),\\s*\"End(?:OffsetChar)?\":\\s*(\\d+)");

    private IssueSpellings() {}

    static SimulatedRecord varied(SimulatedRecord record) {
        String event = new String(record.data(), StandardCharsets.UTF_8);
        if (!event.contains("\"IssuesDetected\"")) {
            return record;
        }
        String varied = OFFSETS.matcher(event).replaceAll(IssueSpellings::spelled);
        return new SimulatedRecord(
                record.partitionKey(), varied.getBytes(StandardCharsets.UTF_8), record.kind(), record.arrivalTime());
    }

    private static String spelled(MatchResult offsets) {
        String begin = offsets.group(1);
        String end = offsets.group(2);
        return switch (Integer.parseInt(end) % 3) {
            case 0 -> "\"BeginOffsetChar\":" + begin + ",\"EndOffsetChar\":" + end;
            case 1 -> "\"Begin\":\"" + begin + "\",\"End\":" + end;
            default -> "\"Begin\":" + begin + ",\"End\":" + end;
        };
    }
}
