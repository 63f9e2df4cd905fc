package io.github.calllake.lake;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Turns failed events into newline-delimited JSON with the fields that Firehose writes to its error output, so that what
 * reads those files reads these. {@code rawData} is Base64. The same events give the same bytes.
 *
 * @see <a href="https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html">Firehose data transformation:
 *     failure handling</a>
 */
public final class FailedEventWriter {

    private FailedEventWriter() {}

    /** The file's bytes: one line an event, in the given order. */
    public static byte[] write(List<FailedEvent> events) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (FailedEvent event : events) {
            lines.writeBytes((json(event) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return lines.toByteArray();
    }

    private static ObjectNode json(FailedEvent event) {
        long arrival = event.arrival().toEpochMilli();
        // The attempt is dated by the arrival: writing the same cut again must give the same bytes.
        return JsonNodeFactory.instance
                .objectNode()
                .put("attemptsMade", 1)
                .put("arrivalTimestamp", arrival)
                .put("errorCode", event.errorCode())
                .put("errorMessage", event.errorMessage())
                .put("attemptEndingTimestamp", arrival)
                .put("rawData", event.rawData())
                .put("sequenceNumber", event.sequenceNumber())
                .put("subSequenceNumber", event.subsequenceNumber())
                .put("shardId", event.shard());
    }
}
