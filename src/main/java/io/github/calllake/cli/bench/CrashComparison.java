package io.github.calllake.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.calllake.stream.DirectStream;
import io.github.calllake.stream.ShardBatch;
import io.github.calllake.stream.ShardPosition;
import io.github.calllake.stream.ShardReader;
import io.github.calllake.stream.StreamShard;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A stream held against its lake, record for record, by shard, sequence and subsequence number. The lake's files are read by
 * DuckDB and as text, by nothing of ours.
 *
 * @param shards of the stream, closed ones included
 * @param records in the stream
 * @param rows in the lake's data files
 * @param failed events in the lake
 * @param files in the lake, data and failed events together
 * @param missing records of the stream that the lake has not
 * @param doubled records that the lake has more than once
 * @param unknown records in the lake that the stream has not
 */
record CrashComparison(
        int shards, long records, long rows, long failed, long files, long missing, long doubled, long unknown) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    static CrashComparison of(CrashStack stack) throws SQLException, IOException {
        List<StreamShard> shards = stack.source().shards();
        Set<String> stream = new HashSet<>();
        shards.forEach(shard -> read(stack.source(), shard.id(), stream));
        Map<String, Integer> lake = new HashMap<>();
        long rows = readRows(stack.lakeDirectory(), lake);
        long failed = readFailed(stack.lakeDirectory(), lake);
        return new CrashComparison(
                shards.size(),
                stream.size(),
                rows,
                failed,
                files(stack.lakeDirectory(), "parquet").size()
                        + files(stack.lakeDirectory(), "ndjson").size(),
                stream.stream().filter(id -> !lake.containsKey(id)).count(),
                lake.values().stream().filter(times -> times > 1).count(),
                lake.keySet().stream().filter(id -> !stream.contains(id)).count());
    }

    private static void read(DirectStream source, String shard, Set<String> into) {
        ShardReader reader = source.reader(shard, ShardPosition.trimHorizon());
        ShardBatch batch;
        do {
            batch = reader.next();
            batch.records().forEach(record -> into.add(id(shard, record.sequenceNumber(), record.subsequenceNumber())));
        } while (!batch.atTip() && batch.ended().isEmpty());
    }

    private static String id(String shard, String sequence, long subsequence) {
        return shard + "/" + sequence + "/" + subsequence;
    }

    private static long readRows(Path lake, Map<String, Integer> into) throws SQLException {
        String sql = "SELECT shard_id, sequence_number, subsequence_number FROM read_parquet('" + lake
                + "/serviceType=*/**/*.parquet', union_by_name = true, hive_partitioning = false)";
        long count = 0;
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                into.merge(id(rows.getString(1), rows.getString(2), rows.getLong(3)), 1, Integer::sum);
                count++;
            }
        }
        return count;
    }

    private static long readFailed(Path lake, Map<String, Integer> into) throws IOException {
        long count = 0;
        for (Path file : files(lake, "ndjson")) {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                JsonNode event = MAPPER.readTree(line);
                String id = id(
                        event.path("shardId").asText(),
                        event.path("sequenceNumber").asText(),
                        event.path("subSequenceNumber").asLong());
                into.merge(id, 1, Integer::sum);
                count++;
            }
        }
        return count;
    }

    private static List<Path> files(Path lake, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(lake)) {
            return files.filter(path -> path.toString().endsWith("." + ending)).toList();
        }
    }

    /** Whether each record is in the lake once, and nothing else is. */
    boolean agrees() {
        return missing == 0 && doubled == 0 && unknown == 0;
    }
}
