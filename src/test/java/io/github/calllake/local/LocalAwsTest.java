package io.github.calllake.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

class LocalAwsTest {
    @Test
    void a_stack_keeps_streams_and_buckets_over_a_restart(@TempDir Path directory) throws IOException {
        try (LocalAws aws = LocalAws.start(directory);
                S3Client s3 = s3(aws);
                KinesisClient kinesis = kinesis(aws)) {
            s3.createBucket(request -> request.bucket("lake"));
            s3.putObject(request -> request.bucket("lake").key("a/b.txt"), RequestBody.fromString("text"));
            kinesis.createStream(request -> request.streamName("calls").shardCount(1));
        }
        try (LocalAws aws = LocalAws.start(directory);
                S3Client s3 = s3(aws);
                KinesisClient kinesis = kinesis(aws)) {
            assertThat(s3.getObjectAsBytes(request -> request.bucket("lake").key("a/b.txt"))
                            .asUtf8String())
                    .isEqualTo("text");
            assertThat(kinesis.listStreams().streamNames()).containsExactly("calls");
        }
    }

    @Test
    void an_object_is_a_file_and_is_created_only_once_if_asked(@TempDir Path directory) throws IOException {
        try (LocalAws aws = LocalAws.start(directory);
                S3Client s3 = s3(aws)) {
            s3.createBucket(request -> request.bucket("lake"));
            s3.putObject(
                    request -> request.bucket("lake").key("cut/1").ifNoneMatch("*"), RequestBody.fromString("mine"));

            assertThatThrownBy(() -> s3.putObject(
                            request -> request.bucket("lake").key("cut/1").ifNoneMatch("*"),
                            RequestBody.fromString("theirs")))
                    .isInstanceOfSatisfying(S3Exception.class, refused -> assertThat(refused.statusCode())
                            .isEqualTo(412));
            assertThat(s3.listObjectsV2Paginator(
                                    request -> request.bucket("lake").prefix("cut/"))
                            .contents())
                    .extracting(S3Object::key)
                    .containsExactly("cut/1");
            assertThat(aws.s3Directory().resolve("lake/cut/1")).hasContent("mine");
        }
    }

    @Test
    void of_many_that_create_one_object_at_once_one_wins(@TempDir Path directory) throws IOException {
        try (LocalAws aws = LocalAws.start(directory);
                S3Client s3 = s3(aws)) {
            s3.createBucket(request -> request.bucket("lake"));
            List<CompletableFuture<Boolean>> attempts = IntStream.range(0, 8)
                    .mapToObj(writer -> CompletableFuture.supplyAsync(() -> created(s3, "writer-" + writer)))
                    .toList();

            assertThat(attempts.stream().map(CompletableFuture::join).filter(won -> won))
                    .hasSize(1);
        }
    }

    private static boolean created(S3Client s3, String text) {
        try {
            s3.putObject(request -> request.bucket("lake").key("cut/1").ifNoneMatch("*"), RequestBody.fromString(text));
            return true;
        } catch (S3Exception e) {
            assertThat(e.statusCode()).isEqualTo(412);
            return false;
        }
    }

    @Test
    void a_second_stack_on_a_directory_is_refused_until_the_first_is_closed(@TempDir Path directory)
            throws IOException {
        LocalAws first = LocalAws.start(directory);
        assertThatThrownBy(() -> LocalAws.start(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining("give another directory");
        first.close();
        first.close();
        LocalAws.start(directory).close();
    }

    @Test
    void a_directory_may_be_named_by_a_relative_path_with_dots(@TempDir Path directory) throws IOException {
        // In the POSIX locale a JVM cannot name such a file at all.
        String letter = Charset.forName(System.getProperty("sun.jnu.encoding"))
                        .newEncoder()
                        .canEncode('é')
                ? "é"
                : "e";
        Path relative =
                Path.of("").toAbsolutePath().relativize(directory.toRealPath()).resolve("x/../a stack's " + letter);

        try (LocalAws aws = LocalAws.start(relative);
                S3Client s3 = s3(aws)) {
            s3.createBucket(request -> request.bucket("lake"));
            s3.putObject(request -> request.bucket("lake").key("a/b.txt"), RequestBody.fromString("text"));

            assertThat(s3.listObjectsV2(request -> request.bucket("lake")).contents())
                    .extracting(S3Object::key)
                    .containsExactly("a/b.txt");
        }
    }

    @Test
    void a_directory_whose_name_a_shell_would_read_is_refused_by_name(@TempDir Path directory) {
        Path special = directory.resolve("$(touch x)");

        assertThatThrownBy(() -> LocalAws.start(special))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(special.getFileName().toString())
                .hasMessageContaining("dollar signs");
        assertThat(Path.of("x")).doesNotExist();
    }

    @Test
    void a_temporary_stack_leaves_nothing() throws IOException {
        LocalAws aws = LocalAws.startTemporary();
        try (aws;
                S3Client s3 = s3(aws)) {
            s3.createBucket(request -> request.bucket("lake"));
            assertThat(aws.directory()).exists();
        }
        assertThat(Files.exists(aws.directory())).isFalse();
    }

    private static S3Client s3(LocalAws aws) {
        return S3Client.builder()
                .endpointOverride(aws.s3Endpoint())
                .region(Region.of(aws.region()))
                .credentialsProvider(credentials(aws))
                .forcePathStyle(true)
                .build();
    }

    private static KinesisClient kinesis(LocalAws aws) {
        return KinesisClient.builder()
                .endpointOverride(aws.kinesisEndpoint())
                .region(Region.of(aws.region()))
                .credentialsProvider(credentials(aws))
                .build();
    }

    private static StaticCredentialsProvider credentials(LocalAws aws) {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(aws.accessKeyId(), aws.secretAccessKey()));
    }
}
