package io.github.calllake.lake;

import io.github.calllake.event.DetailType;
import io.github.calllake.schema.ColumnSource.Delivery;
import io.github.calllake.schema.ColumnType.Scalar;
import io.github.calllake.schema.EventRow;
import io.github.calllake.schema.EventTable;
import io.github.calllake.schema.EventTable.Column;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which records of a shard an object of a cut holds, whichever version wrote it. */
public final class RecordIds {

    /** Of every table; what a file has beside them is not read. */
    private static final EventTable NUMBERS = new EventTable(
            DetailType.TRANSCRIBE,
            "record_numbers",
            List.of(
                    new Column("event_time", Scalar.TIMESTAMP, Delivery.EVENT_TIME),
                    new Column("sequence_number", Scalar.STRING, Delivery.SEQUENCE_NUMBER),
                    new Column("subsequence_number", Scalar.BIGINT, Delivery.SUBSEQUENCE_NUMBER)));

    private static final int SEQUENCE = 1;
    private static final int SUBSEQUENCE = 2;

    private RecordIds() {}

    /** A record's numbers within its shard. */
    public record RecordId(String sequenceNumber, long subsequenceNumber) {}

    /**
     * The records of an object, rows or failed events.
     *
     * @throws LakeException if it cannot be read, or is gone
     */
    public static Set<RecordId> in(LakeStore store, String key) {
        Set<RecordId> ids = new HashSet<>();
        if (key.endsWith(".ndjson")) {
            FailedEventReader.read(store, key)
                    .forEach(event -> ids.add(new RecordId(event.sequenceNumber(), event.subsequenceNumber())));
            return ids;
        }
        byte[] content = store.get(key).orElseThrow(() -> new LakeException(key + " is gone"));
        EventFileReader.ofColumns(NUMBERS, key, content).forEachRemaining(row -> ids.add(id(row)));
        return ids;
    }

    private static RecordId id(EventRow row) {
        Object subsequence = row.values().get(SUBSEQUENCE);
        return new RecordId(
                String.valueOf(row.values().get(SEQUENCE)),
                subsequence instanceof Number number ? number.longValue() : 0);
    }
}
