package io.github.calllake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.calllake.stream.DirectStream;
import io.github.calllake.stream.ReadPace;
import io.github.calllake.stream.ShardPosition;
import io.github.calllake.stream.StreamShard;
import io.github.calllake.stream.StreamWriter;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;

class LocalCommandTest {

    private static final int WAIT_SECONDS = 120;

    @Test
    void a_killed_stack_leaves_nothing_running_and_its_directory_goes_on_where_it_was(@TempDir Path directory)
            throws Exception {
        Path state = directory.resolve("state");
        Path temporaries = Files.createDirectory(directory.resolve("tmp"));
        StreamWriter.Placed placed;

        Process first = start(directory, temporaries, "--dir", state.toString());
        Map<String, String> environment = environment(directory, first);
        try (KinesisClient kinesis = kinesis(environment);
                StreamWriter writer = new StreamWriter(kinesis, environment.get("CALL_LAKE_STREAM"))) {
            placed = writer.put(List.of(new StreamWriter.NewRecord("k", "kept".getBytes(StandardCharsets.UTF_8))))
                    .get(0);
        }
        first.destroyForcibly().waitFor();

        await(() -> processesNaming(state).isEmpty());
        assertThat(isOpen(environment.get("AWS_ENDPOINT_URL_KINESIS"))).isFalse();
        assertThat(temporaries).isEmptyDirectory();

        // The killed one's environment is there until the next one starts, and goes before anything listens.
        String earlier = Files.readString(directory.resolve("env"));
        Process second = start(directory, temporaries, "--dir", state.toString());
        await(() -> !second.isAlive()
                || !Files.exists(directory.resolve("env"))
                || !read(directory.resolve("env")).equals(earlier));
        environment = environment(directory, second);
        String running = Files.readString(directory.resolve("env"));
        Process third = start(directory, temporaries, "--dir", state.toString());
        assertThat(third.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(third.exitValue()).isEqualTo(1);
        assertThat(read(directory.resolve("log"))).startsWith("call-lake local: A local stack is already running on ");
        assertThat(directory.resolve("env")).hasContent(running);
        try (KinesisClient kinesis = kinesis(environment);
                DirectStream stream =
                        new DirectStream(kinesis, environment.get("CALL_LAKE_STREAM"), ReadPace.DEFAULT)) {
            assertThat(sequenceNumbers(stream)).containsExactly(placed.sequenceNumber());
        } finally {
            second.destroy();
            assertThat(second.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
        await(() -> processesNaming(state).isEmpty());
        assertThat(directory.resolve("env")).doesNotExist();
    }

    @Test
    void a_killed_temporary_stack_leaves_no_file(@TempDir Path directory) throws Exception {
        Path temporaries = Files.createDirectory(directory.resolve("tmp"));

        Process stack = start(directory, temporaries);
        environment(directory, stack);
        assertThat(temporaries).isNotEmptyDirectory();
        stack.destroyForcibly().waitFor();

        await(() -> isEmpty(temporaries));
        await(() -> processesNaming(temporaries).isEmpty());
    }

    @Test
    void the_environment_file_is_the_owners_alone_and_any_shell_reads_it(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("it's $HOME `here`");
        Map<String, String> odd = Map.of("ODD", "a'b\"c$d`e\\f g;h&i#j\nk");

        EnvironmentFile.write(file, odd);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Process shell =
                new ProcessBuilder("sh", "-c", "set -aeu; . \"$1\"; printf %s \"$ODD\"", "sh", file.toString()).start();
        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(odd.get("ODD"));
        assertThat(shell.waitFor()).isZero();
    }

    private static Process start(Path directory, Path temporaries, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + temporaries,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "local",
                "--env",
                directory.resolve("env").toString()));
        command.addAll(List.of(more));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
    }

    /** What a shell has after it has sourced the file. */
    private static Map<String, String> environment(Path directory, Process stack) throws Exception {
        Path file = directory.resolve("env");
        await(() -> Files.exists(file) || !stack.isAlive());
        assertThat(stack.isAlive()).as(() -> read(directory.resolve("log"))).isTrue();
        Process shell = new ProcessBuilder("sh", "-c", "set -a; . \"$1\"; env", "sh", file.toString()).start();
        Map<String, String> environment = new HashMap<>();
        new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains("="))
                .forEach(line ->
                        environment.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
        assertThat(environment)
                .containsKeys(
                        "AWS_ENDPOINT_URL_KINESIS",
                        "AWS_ENDPOINT_URL_S3",
                        "AWS_ENDPOINT_URL_DYNAMODB",
                        "AWS_ENDPOINT_URL_GLUE",
                        "AWS_ENDPOINT_URL_ATHENA",
                        "AWS_ACCESS_KEY_ID",
                        "AWS_SECRET_ACCESS_KEY",
                        "AWS_REGION",
                        "FLYWAY_URL",
                        "FLYWAY_USER",
                        "FLYWAY_PASSWORD",
                        "FLYWAY_PLACEHOLDERS_STREAM_NAME",
                        "CALL_LAKE_STREAM",
                        "CALL_LAKE_BUCKET",
                        "CALL_LAKE_DATABASE");
        return environment;
    }

    private static KinesisClient kinesis(Map<String, String> environment) {
        return KinesisClient.builder()
                .endpointOverride(URI.create(environment.get("AWS_ENDPOINT_URL_KINESIS")))
                .region(Region.of(environment.get("AWS_REGION")))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        environment.get("AWS_ACCESS_KEY_ID"), environment.get("AWS_SECRET_ACCESS_KEY"))))
                .build();
    }

    private static List<String> sequenceNumbers(DirectStream stream) {
        List<String> sequenceNumbers = new ArrayList<>();
        for (StreamShard shard : stream.shards()) {
            stream.reader(shard.id(), ShardPosition.trimHorizon())
                    .next()
                    .records()
                    .forEach(record -> sequenceNumbers.add(record.sequenceNumber()));
        }
        return sequenceNumbers;
    }

    private static List<Long> processesNaming(Path path) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains(path.toString()))
                        .isPresent())
                .map(ProcessHandle::pid)
                .toList();
    }

    private static boolean isOpen(String endpoint) throws IOException {
        URI uri = URI.create(endpoint);
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            return socket.isConnected();
        } catch (ConnectException refused) {
            return false;
        }
    }

    private static boolean isEmpty(Path directory) {
        String[] files = directory.toFile().list();
        return files != null && files.length == 0;
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited long enough").isLessThan(deadline);
            Thread.sleep(50);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
