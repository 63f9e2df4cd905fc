package io.github.calllake.schema;

import io.github.calllake.event.DetailType;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * A row of a lake table as bytes, little-endian, in the order of the table's columns: what waits on disk between the stream
 * and a file. It is no format to keep: a file is written by the process that packed its rows.
 *
 * <ul>
 *   <li>The row, like each struct, begins with a bit for each column or member, the first in the lowest bit of the first
 *       byte: set if it has a value. The values follow, those alone.
 *   <li>STRING and JSON: the length of the UTF-8 text (4 bytes), the text. BOOLEAN: 1 byte. INT: 4 bytes. BIGINT, DOUBLE and
 *       TIMESTAMP (epoch milliseconds): 8 bytes.
 *   <li>An array: how many elements (4 bytes), and for each a byte, 1 if it has a value, and the value.
 * </ul>
 *
 * <p>Immutable, as long as nobody writes to {@link #bytes()}.
 */
public final class PackedRow {

    private final DetailType type;
    private final Instant eventTime;
    private final Optional<String> callId;
    private final byte[] bytes;

    PackedRow(DetailType type, Instant eventTime, Optional<String> callId, byte[] bytes) {
        this.type = type;
        this.eventTime = eventTime;
        this.callId = callId;
        this.bytes = bytes;
    }

    /** The detail type, which names the table. */
    public DetailType type() {
        return type;
    }

    /** The row's {@code event_time}, UTC in whole milliseconds. */
    public Instant eventTime() {
        return eventTime;
    }

    /** The row's {@code call_id}; empty if it has none. */
    public Optional<String> callId() {
        return callId;
    }

    /** The row's bytes, not copied: read only. */
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PackedRow that
                && type == that.type
                && eventTime.equals(that.eventTime)
                && callId.equals(that.callId)
                && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Without what the row holds. */
    @Override
    public String toString() {
        return "PackedRow[" + type + ", " + bytes.length + " bytes]";
    }
}
