package io.github.calllake.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.calllake.engine.AthenaClients;
import io.github.calllake.engine.AthenaEngine;
import io.github.calllake.engine.AthenaSettings;
import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.RedshiftEngine;
import io.github.calllake.engine.RedshiftSettings;
import io.trino.sql.parser.SqlParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The SQL of every question, one file a question and engine, so that a change of what an engine is sent is seen as such. Written
 * anew by {@code mvn test -Dtest=RenderedQuestionsTest -Dcall-lake.write-questions=true}.
 */
class RenderedQuestionsTest {

    private static final Path FILES = Path.of("src/test/resources/io/github/calllake/query");
    private static final String BETWEEN = "\n;\n";

    @Test
    void redshift_is_sent_what_the_files_say() throws IOException {
        try (QueryEngine engine = RedshiftEngine.open(
                RedshiftSettings.of("jdbc:redshift://nowhere.invalid:5439/dev", "nobody", "none"))) {
            compare("redshift", RenderedQuestions.of(engine));
        }
    }

    @Test
    void athena_is_sent_what_the_files_say_and_trino_parses_it() throws IOException {
        try (QueryEngine engine = new AthenaEngine(AthenaSettings.of("call_lake"), nowhere())) {
            Map<String, List<String>> questions = RenderedQuestions.of(engine);
            compare("athena", questions);
            SqlParser parser = new SqlParser();
            questions.values().stream().flatMap(List::stream).forEach(sql -> assertThatCode(
                            () -> parser.createStatement(sql))
                    .as(sql)
                    .doesNotThrowAnyException());
        }
    }

    /** Clients that are never asked. */
    private static AthenaClients nowhere() {
        AnonymousCredentialsProvider nobody = AnonymousCredentialsProvider.create();
        return new AthenaClients(
                AthenaClient.builder()
                        .region(Region.US_EAST_1)
                        .credentialsProvider(nobody)
                        .build(),
                GlueClient.builder()
                        .region(Region.US_EAST_1)
                        .credentialsProvider(nobody)
                        .build(),
                S3Client.builder()
                        .region(Region.US_EAST_1)
                        .credentialsProvider(nobody)
                        .build());
    }

    private static void compare(String engine, Map<String, List<String>> questions) throws IOException {
        Path directory = FILES.resolve(engine);
        if (Boolean.getBoolean("call-lake.write-questions")) {
            write(directory, questions);
        }
        Map<String, String> files = new HashMap<>();
        try (Stream<Path> paths = Files.list(directory)) {
            for (Path path : paths.toList()) {
                files.put(path.getFileName().toString().replace(".sql", ""), Files.readString(path));
            }
        }
        Map<String, String> rendered = new HashMap<>();
        questions.forEach((name, statements) -> rendered.put(name, text(statements)));
        assertThat(files).containsExactlyInAnyOrderEntriesOf(rendered);
    }

    private static void write(Path directory, Map<String, List<String>> questions) throws IOException {
        Files.createDirectories(directory);
        for (Map.Entry<String, List<String>> question : questions.entrySet()) {
            Files.writeString(directory.resolve(question.getKey() + ".sql"), text(question.getValue()));
        }
    }

    private static String text(List<String> statements) {
        return String.join(BETWEEN, statements) + "\n;\n";
    }
}
