package io.github.calllake.archive;

import io.github.calllake.archive.CutBuffer.Partition;
import io.github.calllake.event.DetailType;
import io.github.calllake.lake.ArchivedStream;
import io.github.calllake.lake.Cut;
import io.github.calllake.lake.EventFileWriter;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.schema.EventRow;
import io.github.calllake.schema.EventTable;
import io.github.calllake.schema.PackedRow;
import io.github.calllake.schema.RowPacker;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** The objects of a cut: keys and contents follow from the records alone. Thread-safe. */
final class CutFiles {

    /** To be raised when a record may come to lie in another object than before, or an object to have other bytes. */
    static final int FORMAT = 2;

    static final String PARQUET = "application/vnd.apache.parquet";
    static final String NDJSON = "application/x-ndjson";

    private final LakeLayout layout;
    private final ArchivedStream stream;
    private final Function<DetailType, EventTable> tables;
    private final EventFileWriter writer;
    private final Path spoolDirectory;
    private final Map<DetailType, RowPacker> packers = new ConcurrentHashMap<>();

    /** With the directory where records wait until their cut. */
    CutFiles(
            LakeLayout layout,
            ArchivedStream stream,
            Function<DetailType, EventTable> tables,
            EventFileWriter writer,
            Path spoolDirectory) {
        this.layout = layout;
        this.stream = stream;
        this.tables = tables;
        this.writer = writer;
        this.spoolDirectory = spoolDirectory;
    }

    /** A buffer whose records {@link #of} takes. */
    CutBuffer newBuffer() {
        return new CutBuffer(this::pack, spoolDirectory);
    }

    private PackedRow pack(EventRow row) {
        return packers.computeIfAbsent(row.type(), type -> new RowPacker(tables.apply(type)))
                .pack(row);
    }

    /**
     * An object as it is to be written.
     *
     * @param content makes its bytes, from what waits on disk: a cut has many objects, and only one at a time is in memory
     */
    record CutFile(String key, long rows, Supplier<byte[]> content, String contentType) {

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
        return of(shard, first, last, "", records);
    }

    /**
     * The objects that hold what another version had not written of its cut.
     *
     * @param number of the cut that says so: the other one's objects may lie beside these, named by the same records
     */
    List<CutFile> ofRest(String shard, String first, String last, long number, CutBuffer records) {
        return of(shard, first, last, "-rest" + number, records);
    }

    private List<CutFile> of(String shard, String first, String last, String suffix, CutBuffer records) {
        // The stream is part of the name: shard ids are the same in every stream, and two may share a lake, as may
        // one that was deleted and its successor.
        String name = stream.name() + "-" + stream.stamp() + "-" + shard + "-" + first + "-" + last + suffix;
        List<CutFile> files = new ArrayList<>();
        records.rows().forEach((partition, rows) -> {
            EventTable table = tables.apply(partition.type());
            files.add(new CutFile(
                    dataKey(partition, name), rows.size(), () -> data(table, rows, records.reader()), PARQUET));
        });
        records.failedByDay().forEach((day, failed) -> {
            List<Long> positions = failed.positions();
            files.add(new CutFile(
                    layout.failedKey(day, name), positions.size(), () -> lines(positions, records.reader()), NDJSON));
        });
        return files;
    }

    private byte[] data(EventTable table, RowIndex rows, Spool.Reader reader) {
        long[] positions = rows.inOrder();
        return writer.write(table, positions.length, row -> reader.at(positions[row]));
    }

    private static byte[] lines(List<Long> positions, Spool.Reader reader) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (long position : positions) {
            byte[] line = reader.at(position);
            lines.write(line, 0, reader.length());
        }
        return lines.toByteArray();
    }

    private String dataKey(Partition partition, String name) {
        return layout.dataKey(partition.type(), partition.day(), name);
    }
}
