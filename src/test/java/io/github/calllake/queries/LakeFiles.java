package io.github.calllake.queries;

import io.github.calllake.lake.EventFileWriter;
import io.github.calllake.lake.FileCompression;
import io.github.calllake.lake.LakeDefinition;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.schema.PackedRow;
import io.github.calllake.schema.RowMapper;
import io.github.calllake.schema.RowReader;
import io.github.calllake.simulate.PostCallFile;
import io.github.calllake.simulate.SimulatedRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Puts records into a lake as the archiver's files have them, without a stream. */
public final class LakeFiles {

    private static final String SHARD = "shardId-000000000000";

    private LakeFiles() {}

    /** One file a detail type and day. */
    public static void write(LakeStore store, LakeLayout layout, List<SimulatedRecord> records) {
        write(store, LakeDefinition.of("any", layout), records);
    }

    /** The same with the tables and under the keys that a lake's definition says. */
    public static void write(LakeStore store, LakeDefinition lake, List<SimulatedRecord> records) {
        EventFileWriter writer = new EventFileWriter(FileCompression.ZSTD);
        partitions(lake, records).forEach((key, rows) -> {
            rows.sort(Comparator.comparing((PackedRow row) -> row.callId().orElse("~"))
                    .thenComparing(PackedRow::eventTime));
            byte[] file =
                    writer.write(lake.files().tables().apply(rows.get(0).type()), rows.size(), row -> rows.get(row)
                            .bytes());
            store.put(key, file, "application/vnd.apache.parquet");
        });
    }

    private static Map<String, List<PackedRow>> partitions(LakeDefinition lake, List<SimulatedRecord> records) {
        RowReader reader = new RowReader(lake.files().tables());
        Map<String, List<PackedRow>> partitions = new TreeMap<>();
        long number = 0;
        for (SimulatedRecord record : records) {
            RowMapper.Place place = new RowMapper.Place(
                    SHARD,
                    String.format(Locale.ROOT, "4965%052d", number++),
                    0,
                    Instant.ofEpochMilli(record.arrivalTime().toEpochMilli()));
            if (reader.read(record.data(), place) instanceof RowReader.Read.Row read) {
                PackedRow row = read.row();
                partitions
                        .computeIfAbsent(
                                lake.layout().dataKey(row.type(), LakeLayout.dayOf(row.eventTime()), "events"),
                                key -> new ArrayList<>())
                        .add(row);
            }
        }
        return partitions;
    }

    /** Puts post-call files where they say that they are. */
    public static void write(LakeStore store, List<PostCallFile> files) {
        store.createBucketIfAbsent();
        files.forEach(file -> store.put(file.key(), file.data(), "application/octet-stream"));
    }
}
