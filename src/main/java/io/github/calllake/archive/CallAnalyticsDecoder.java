package io.github.calllake.archive;

import io.github.calllake.event.CallEvent;
import io.github.calllake.event.DecodedEvent;
import io.github.calllake.event.DetailType;
import io.github.calllake.event.EventDecoder;
import io.github.calllake.event.Undecodable;
import io.github.calllake.schema.EventTable;
import io.github.calllake.schema.EventTables;
import io.github.calllake.schema.RowMapper;
import io.github.calllake.schema.RowReader;
import io.github.calllake.stream.StreamRecord;
import java.util.function.Function;

/** Reads Amazon Chime SDK call analytics: the eight detail types into their tables, all else into the failed events. */
public final class CallAnalyticsDecoder implements RecordDecoder {

    private final RowReader rows;

    /** For the tables of {@link EventTables}. */
    public CallAnalyticsDecoder() {
        this(EventTables::of);
    }

    /** For tables that are deployed otherwise. */
    public CallAnalyticsDecoder(Function<DetailType, EventTable> tables) {
        rows = new RowReader(tables);
    }

    /** The same rows, read the slow way and not packed. */
    public static RecordDecoder unpacked(Function<DetailType, EventTable> tables) {
        RowMapper mapper = new RowMapper(tables);
        return record -> {
            DecodedEvent event = EventDecoder.decode(record.data());
            return event instanceof Undecodable undecodable
                    ? failed(undecodable)
                    : new Decoded.Row(mapper.row((CallEvent) event, place(record)));
        };
    }

    @Override
    public Decoded decode(StreamRecord record) {
        RowReader.Read read = rows.read(record.data(), place(record));
        if (read instanceof RowReader.Read.Row row) {
            return new Decoded.Packed(row.row());
        }
        return failed(((RowReader.Read.Failed) read).undecodable());
    }

    private static RowMapper.Place place(StreamRecord record) {
        return new RowMapper.Place(
                record.shardId(), record.sequenceNumber(), record.subsequenceNumber(), record.arrival());
    }

    private static Decoded failed(Undecodable undecodable) {
        return new Decoded.Failed(undecodable.reason().name(), undecodable.message());
    }
}
