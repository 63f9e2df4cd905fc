package io.github.calllake.schema;

import io.github.calllake.event.CallEvent;
import io.github.calllake.event.DecodedEvent;
import io.github.calllake.event.DetailType;
import io.github.calllake.event.EventDecoder;
import io.github.calllake.event.Undecodable;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Reads the bytes of an event into the row of its lake table, packed. It gives what {@link EventDecoder}, {@link RowMapper}
 * and {@link RowPacker} give one after another, and is some times faster for events as they usually come.
 *
 * <p>Thread-safe.
 */
public final class RowReader {

    private final RowMapper mapper;
    private final Map<DetailType, RowPacker> packers = new EnumMap<>(DetailType.class);
    private final ThreadLocal<RowScanner> scanners;

    /** For the tables of {@link EventTables}. */
    public RowReader() {
        this(EventTables::of);
    }

    /** For tables that are deployed otherwise, such as {@link DeployedTable#as}. */
    public RowReader(Function<DetailType, EventTable> tables) {
        mapper = new RowMapper(tables);
        scanners = ThreadLocal.withInitial(() -> new RowScanner(tables));
        for (DetailType type : DetailType.values()) {
            packers.put(type, new RowPacker(tables.apply(type)));
        }
    }

    /** What a record was read as. */
    public sealed interface Read {

        /** A row. */
        record Row(PackedRow row) implements Read {}

        /** No event, and why. */
        record Failed(Undecodable undecodable) implements Read {}
    }

    /** Reads a record's data. Never throws for what it holds. */
    public Read read(byte[] data, RowMapper.Place place) {
        try {
            return new Read.Row(scanners.get().read(data, place));
        } catch (JsonText.Unusual rare) {
            return readTree(data, place);
        }
    }

    /** The long way, which says what the short one must give. */
    Read readTree(byte[] data, RowMapper.Place place) {
        DecodedEvent decoded = EventDecoder.decode(data);
        if (decoded instanceof Undecodable undecodable) {
            return new Read.Failed(undecodable);
        }
        EventRow row = mapper.row((CallEvent) decoded, place);
        return new Read.Row(
                java.util.Objects.requireNonNull(packers.get(row.type())).pack(row));
    }
}
