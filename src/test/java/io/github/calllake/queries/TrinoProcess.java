package io.github.calllake.queries;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.calllake.TestLake;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code src/trino/Trino.java} at the other end of two pipes. Not thread-safe. */
final class TrinoProcess implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final BufferedWriter statements;
    private final BufferedReader answers;

    private TrinoProcess(Process process) {
        this.process = process;
        this.statements = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * Starts it on a stack's Glue and S3.
     *
     * @param classPath a file with its class path
     * @param log takes what it logs
     */
    static TrinoProcess start(TestLake lake, Path classPath, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx2g",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "-cp",
                Files.readString(classPath).strip(),
                Path.of("src", "trino", "Trino.java").toString(),
                lake.aws().glueEndpoint().toString(),
                lake.aws().s3Endpoint().toString());
        builder.environment().put("AWS_ACCESS_KEY_ID", lake.aws().accessKeyId());
        builder.environment().put("AWS_SECRET_ACCESS_KEY", lake.aws().secretAccessKey());
        builder.redirectError(log.toFile());
        TrinoProcess trino = new TrinoProcess(builder.start());
        if (!trino.read().has("ready")) {
            throw new AssertionError("Trino does not start; see " + log);
        }
        return trino;
    }

    /** What Trino answers: rows, or an error. */
    record Answer(List<List<@Nullable String>> rows, String error) {}

    Answer ask(String database, String sql) {
        try {
            statements.write(JSON.writeValueAsString(Map.of("database", database, "sql", sql)));
            statements.newLine();
            statements.flush();
            JsonNode answer = read();
            List<List<@Nullable String>> rows = new ArrayList<>();
            for (JsonNode row : answer.path("rows")) {
                List<@Nullable String> texts = new ArrayList<>();
                row.forEach(value -> texts.add(value.isNull() ? null : value.asText()));
                rows.add(texts);
            }
            return new Answer(rows, answer.path("error").asText());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode read() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new AssertionError("Trino is gone");
        }
        return JSON.readTree(line);
    }

    @Override
    public void close() {
        process.destroy();
    }
}
