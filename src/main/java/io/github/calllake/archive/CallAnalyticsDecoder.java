package io.github.calllake.archive;

import io.github.calllake.event.Undecodable;
import io.github.calllake.schema.RowMapper;
import io.github.calllake.schema.RowReader;
import io.github.calllake.stream.StreamRecord;

/** Reads Amazon Chime SDK call analytics: the eight detail types into their tables, all else into the failed events. */
public final class CallAnalyticsDecoder implements RecordDecoder {

    private final RowReader rows = new RowReader();

    @Override
    public Decoded decode(StreamRecord record) {
        RowReader.Read read = rows.read(
                record.data(),
                new RowMapper.Place(
                        record.shardId(), record.sequenceNumber(), record.subsequenceNumber(), record.arrival()));
        if (read instanceof RowReader.Read.Row row) {
            return new Decoded.Packed(row.row());
        }
        Undecodable undecodable = ((RowReader.Read.Failed) read).undecodable();
        return new Decoded.Failed(undecodable.reason().name(), undecodable.message());
    }
}
