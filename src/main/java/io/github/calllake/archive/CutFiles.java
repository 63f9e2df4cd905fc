package io.github.calllake.archive;

import io.github.calllake.archive.CutBuffer.Partition;
import io.github.calllake.event.DetailType;
import io.github.calllake.lake.ArchivedStream;
import io.github.calllake.lake.Cut;
import io.github.calllake.lake.EventFileWriter;
import io.github.calllake.lake.FailedEventWriter;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.schema.EventTable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The objects of a cut: keys and contents follow from the records alone. Thread-safe. */
final class CutFiles {

    /** To be raised when a record may come to lie in another object than before. */
    static final int FORMAT = 1;

    static final String PARQUET = "application/vnd.apache.parquet";
    static final String NDJSON = "application/x-ndjson";

    private final LakeLayout layout;
    private final ArchivedStream stream;
    private final Function<DetailType, EventTable> tables;
    private final EventFileWriter writer;

    CutFiles(
            LakeLayout layout, ArchivedStream stream, Function<DetailType, EventTable> tables, EventFileWriter writer) {
        this.layout = layout;
        this.stream = stream;
        this.tables = tables;
        this.writer = writer;
    }

    /** An object as it is to be written. */
    @SuppressWarnings("ArrayRecordComponent") // Written once and compared by nobody.
    record CutFile(String key, long rows, byte[] content, String contentType) {

        Cut.CutObject object() {
            return new Cut.CutObject(key, rows);
        }
    }

    /**
     * The objects that hold the records, none of them empty, always in the same order.
     *
     * @param first the sequence number with which the cut begins, which some of its records may have expired from
     * @param last the sequence number with which it ends
     */
    List<CutFile> of(String shard, String first, String last, CutBuffer records) {
        // The stream is part of the name: shard ids are the same in every stream, and two may share a lake, as may one
        // that
        // was deleted and its successor.
        String name = stream.name() + "-" + stream.stamp() + "-" + shard + "-" + first + "-" + last;
        List<CutFile> files = new ArrayList<>();
        records.rows().forEach((partition, rows) -> {
            byte[] content = writer.write(tables.apply(partition.type()), rows);
            files.add(new CutFile(dataKey(partition, name), rows.size(), content, PARQUET));
        });
        records.failedByDay().forEach((day, failed) -> {
            byte[] content = FailedEventWriter.write(failed);
            files.add(new CutFile(layout.failedKey(day, name), failed.size(), content, NDJSON));
        });
        return files;
    }

    private String dataKey(Partition partition, String name) {
        return layout.dataKey(partition.type(), partition.day(), name);
    }
}
