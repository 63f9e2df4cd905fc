package io.github.calllake.queries;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.calllake.TestLake;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** {@code src/trino/Trino.java} at the other end of two pipes. Not thread-safe. */
final class TrinoProcess implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** It answers within two minutes, if only that it gives up, unless it hangs as a whole. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final int SHOWN = 160;

    private final Process process;
    private final BufferedWriter statements;
    private final BufferedReader answers;
    private final PrintWriter times;

    private TrinoProcess(Process process, PrintWriter times) {
        this.process = process;
        this.times = times;
        this.statements = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * Starts it on a stack's Glue and S3.
     *
     * @param classPath a file with its class path
     * @param logs a directory that takes what it logs, {@code trino.log}, and how long each statement took, {@code trino.times}
     */
    static TrinoProcess start(TestLake lake, Path classPath, Path logs) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx2g",
                // A process of minutes: what compiles and collects better costs more than it saves.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "-cp",
                Files.readString(classPath).strip(),
                Path.of("src", "trino", "Trino.java").toString(),
                lake.aws().glueEndpoint().toString(),
                lake.aws().s3Endpoint().toString());
        builder.environment().put("AWS_ACCESS_KEY_ID", lake.aws().accessKeyId());
        builder.environment().put("AWS_SECRET_ACCESS_KEY", lake.aws().secretAccessKey());
        builder.redirectError(logs.resolve("trino.log").toFile());
        PrintWriter times =
                new PrintWriter(Files.newBufferedWriter(logs.resolve("trino.times"), StandardCharsets.UTF_8), true);
        TrinoProcess trino = new TrinoProcess(builder.start(), times);
        if (!trino.read().has("ready")) {
            throw new AssertionError("Trino does not start; see " + logs.resolve("trino.log"));
        }
        return trino;
    }

    /** What Trino answers: rows, or an error. */
    record Answer(List<List<@Nullable String>> rows, String error) {}

    Answer ask(String database, String sql) {
        try {
            long start = System.nanoTime();
            statements.write(JSON.writeValueAsString(Map.of("database", database, "sql", sql)));
            statements.newLine();
            statements.flush();
            JsonNode answer = read();
            String shown = sql.replaceAll("\\s+", " ");
            times.printf(
                    Locale.ROOT,
                    "%.1f s %s %s%n",
                    (System.nanoTime() - start) / 1e9,
                    database,
                    shown.substring(0, Math.min(SHOWN, shown.length())));
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
        FutureTask<Optional<String>> line = new FutureTask<>(() -> Optional.ofNullable(answers.readLine()));
        Thread reader = new Thread(line, "trino-answer");
        reader.setDaemon(true);
        reader.start();
        try {
            return JSON.readTree(line.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .orElseThrow(() -> new AssertionError("Trino is gone")));
        } catch (TimeoutException e) {
            process.destroyForcibly();
            throw new AssertionError("Trino has not answered within " + PATIENCE, e);
        } catch (ExecutionException e) {
            throw new AssertionError("Trino cannot be read", e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        times.close();
        process.destroy();
    }
}
