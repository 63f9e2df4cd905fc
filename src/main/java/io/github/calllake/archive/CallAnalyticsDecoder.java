package io.github.calllake.archive;

import io.github.calllake.event.CallEvent;
import io.github.calllake.event.DecodedEvent;
import io.github.calllake.event.EventDecoder;
import io.github.calllake.event.Undecodable;
import io.github.calllake.schema.RowMapper;
import io.github.calllake.stream.StreamRecord;

/** Reads Amazon Chime SDK call analytics: the eight detail types into their tables, all else into the failed events. */
public final class CallAnalyticsDecoder implements RecordDecoder {

    private final RowMapper rows = new RowMapper();

    @Override
    public Decoded decode(StreamRecord record) {
        DecodedEvent event = EventDecoder.decode(record.data());
        if (event instanceof Undecodable undecodable) {
            return new Decoded.Failed(undecodable.reason().name(), undecodable.message());
        }
        return new Decoded.Row(rows.row(
                (CallEvent) event,
                new RowMapper.Place(
                        record.shardId(), record.sequenceNumber(), record.subsequenceNumber(), record.arrival())));
    }
}
