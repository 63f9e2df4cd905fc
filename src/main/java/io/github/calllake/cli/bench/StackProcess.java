package io.github.calllake.cli.bench;

import io.github.calllake.CallLakeException;
import io.github.calllake.cli.Main;
import io.github.calllake.engine.RedshiftSettings;
import io.github.calllake.lake.LakeLayout;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A local stack in a process of its own, so that it is measured as a client sees it. It goes with this process, however that
 * ends.
 */
final class StackProcess implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration STOP = Duration.ofSeconds(30);
    private static final long POLL_MILLIS = 50;

    private final Process process;
    private final Path directory;
    private final Map<String, String> environment;

    private StackProcess(Process process, Path directory, Map<String, String> environment) {
        this.process = process;
        this.directory = directory;
        this.environment = environment;
    }

    /** Starts one, and points this process' AWS clients at it. */
    static StackProcess start(boolean kinesisLimits) throws IOException, InterruptedException {
        return start(List.of("--kinesis-limits", kinesisLimits ? "on" : "off"));
    }

    /** Starts one with these options of {@code local}, and points this process' AWS clients at it. */
    static StackProcess start(List<String> options) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("call-lake-bench-");
        Path file = directory.resolve("stack.env");
        Path log = directory.resolve("stack.log");
        Process process = new ProcessBuilder(command(file, options))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            awaitFile(process, file, log);
            StackProcess stack = new StackProcess(process, directory, read(file));
            stack.useInThisProcess();
            return stack;
        } catch (IOException | InterruptedException | RuntimeException e) {
            process.destroy();
            throw e;
        }
    }

    private static List<String> command(Path file, List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of("-XX:-UsePerfData", "-XX:+IgnoreUnrecognizedVMOptions", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "local"));
        command.addAll(List.of("--env", file.toString(), "--end-with-stdin"));
        command.addAll(options);
        return command;
    }

    private static void awaitFile(Process process, Path file, Path log) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        while (!Files.exists(file)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new CallLakeException("The local stack did not start: " + Files.readString(log));
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private static Map<String, String> read(Path file) throws IOException {
        Map<String, String> environment = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            int equals = line.indexOf('=');
            environment.put(line.substring(0, equals), line.substring(equals + 2, line.length() - 1));
        }
        return environment;
    }

    private void useInThisProcess() {
        for (String service : List.of("Kinesis", "S3", "Glue", "Athena")) {
            System.setProperty(
                    "aws.endpointUrl" + service, variable("AWS_ENDPOINT_URL_" + service.toUpperCase(Locale.ROOT)));
        }
        System.setProperty("aws.accessKeyId", variable("AWS_ACCESS_KEY_ID"));
        System.setProperty("aws.secretAccessKey", variable("AWS_SECRET_ACCESS_KEY"));
        System.setProperty("aws.region", variable("AWS_REGION"));
    }

    /** What another process needs to reach the services as this one does, as system properties. */
    Map<String, String> clientProperties() {
        Map<String, String> properties = new HashMap<>();
        for (String name : List.of(
                "aws.endpointUrlKinesis",
                "aws.endpointUrlS3",
                "aws.endpointUrlGlue",
                "aws.endpointUrlAthena",
                "aws.accessKeyId",
                "aws.secretAccessKey",
                "aws.region")) {
            properties.put(name, System.getProperty(name, ""));
        }
        properties.put("logback.configurationFile", "io/github/calllake/cli/logback.xml");
        return properties;
    }

    private String variable(String name) {
        String value = environment.get(name);
        if (value == null) {
            throw new CallLakeException("The local stack did not say its " + name);
        }
        return value;
    }

    RedshiftSettings redshift() {
        return RedshiftSettings.of(variable("FLYWAY_URL"), variable("FLYWAY_USER"), variable("FLYWAY_PASSWORD"));
    }

    URI kinesis() {
        return URI.create(variable("AWS_ENDPOINT_URL_KINESIS"));
    }

    URI s3() {
        return URI.create(variable("AWS_ENDPOINT_URL_S3"));
    }

    URI dynamoDb() {
        return URI.create(variable("AWS_ENDPOINT_URL_DYNAMODB"));
    }

    String stream() {
        return variable("CALL_LAKE_STREAM");
    }

    String bucket() {
        return LakeLayout.parse(variable("CALL_LAKE_BUCKET")).bucket();
    }

    /** Ends its standard input, upon which it stops. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Files.deleteIfExists(directory.resolve("stack.env"));
        Files.deleteIfExists(directory.resolve("stack.log"));
        Files.deleteIfExists(directory);
    }
}
