import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trino.Session;
import io.trino.execution.QueryIdGenerator;
import io.trino.plugin.hive.HiveConnectorFactory;
import io.trino.testing.LocalQueryRunner;
import io.trino.testing.MaterializedResult;
import io.trino.testing.MaterializedRow;
import io.trino.testing.TestingSession;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An embedded Trino on the tables of the local Glue, over the files of the local S3. Takes a line of JSON a statement, {@code
 * {"database": "...", "sql": "..."}}, and answers with a line: {@code {"rows": [[...]]}}, every value as text, or {@code
 * {"error": "..."}}. Run from its source, in a process of its own: its libraries are not ours.
 */
public final class Trino {
    private static final String CATALOG = "awsdatacatalog";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final QueryIdGenerator QUERY_IDS = new QueryIdGenerator();
    private static final int LONGEST_SECONDS = 120;

    private Trino() {}

    /** @param args where Glue and S3 are */
    public static void main(String[] args) throws Exception {
        PrintStream answers = System.out;
        System.setOut(System.err);
        Session session = TestingSession.testSessionBuilder()
                .setCatalog(CATALOG)
                .setSchema("default")
                .build();
        try (LocalQueryRunner trino = LocalQueryRunner.create(session)) {
            trino.createCatalog(CATALOG, new HiveConnectorFactory(), properties(args[0], args[1]));
            answers.println("{\"ready\": true}");
            BufferedReader statements = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = statements.readLine(); line != null; line = statements.readLine()) {
                answers.println(JSON.writeValueAsString(inTime(trino, JSON.readTree(line))));
                answers.flush();
            }
        }
        System.exit(0);
    }

    /** What takes too long is given up; the log then has what every thread was doing. */
    private static Map<String, Object> inTime(LocalQueryRunner trino, JsonNode statement) throws InterruptedException {
        FutureTask<Map<String, Object>> task = new FutureTask<>(() -> answer(trino, statement));
        Thread thread = new Thread(task, "statement");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            Thread.getAllStackTraces().forEach((each, stack) -> {
                System.err.println(each);
                Arrays.stream(stack).forEach(frame -> System.err.println("    " + frame));
            });
            task.cancel(true);
            return Map.of("error", "no answer after " + LONGEST_SECONDS + " seconds");
        } catch (ExecutionException e) {
            return Map.of("error", String.valueOf(e.getCause()));
        }
    }

    private static Map<String, String> properties(String glue, String s3) {
        Map<String, String> properties = new HashMap<>();
        properties.put("hive.metastore", "glue");
        properties.put("hive.metastore.glue.region", "us-east-1");
        properties.put("hive.metastore.glue.endpoint-url", glue);
        properties.put("hive.metastore.glue.aws-access-key", "local");
        properties.put("hive.metastore.glue.aws-secret-key", "local");
        properties.put("hive.partition-projection-enabled", "true");
        // Athena reads the folders below a location too.
        properties.put("hive.recursive-directories", "true");
        properties.put("hive.s3.endpoint", s3);
        properties.put("hive.s3.aws-access-key", System.getenv("AWS_ACCESS_KEY_ID"));
        properties.put("hive.s3.aws-secret-key", System.getenv("AWS_SECRET_ACCESS_KEY"));
        properties.put("hive.s3.path-style-access", "true");
        properties.put("hive.s3.ssl.enabled", "false");
        properties.put("hive.parquet.use-column-names", "true");
        return properties;
    }

    private static Map<String, Object> answer(LocalQueryRunner trino, JsonNode statement) {
        Session in = Session.builder(trino.getDefaultSession())
                .setQueryId(QUERY_IDS.createNextQueryId())
                .setSchema(statement.get("database").asText())
                .setTimeZoneKey(io.trino.spi.type.TimeZoneKey.UTC_KEY)
                .build();
        Map<String, Object> answer = new LinkedHashMap<>();
        try {
            MaterializedResult result = trino.execute(in, statement.get("sql").asText());
            List<List<String>> rows = new ArrayList<>();
            for (MaterializedRow row : result.getMaterializedRows()) {
                List<String> texts = new ArrayList<>();
                row.getFields().forEach(value -> texts.add(text(value)));
                rows.add(texts);
            }
            answer.put("types", result.getTypes().stream().map(Object::toString).toList());
            answer.put("rows", rows);
        } catch (RuntimeException e) {
            answer.put("error", String.valueOf(e.getMessage()));
        }
        return answer;
    }

    /** A value as Athena writes it: three digits after a second, no zeros cut. */
    private static String text(Object value) {
        if (value instanceof java.time.LocalDateTime time) {
            return time.format(java.time.format.DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS"));
        }
        return value == null ? null : value.toString();
    }
}
