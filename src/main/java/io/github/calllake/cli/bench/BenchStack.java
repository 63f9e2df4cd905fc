package io.github.calllake.cli.bench;

import io.github.calllake.lake.LakeStore;
import io.github.calllake.local.LocalAws;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The S3 that is written to, in this process, and the processes that write to it. */
final class BenchStack {

    static final String BUCKET = "bench-bucket";
    static final String OURS = "call-lake";

    private BenchStack() {}

    /** Makes the bucket, and gives a directory to work in, which goes with the stack. */
    static Path prepare(LocalAws aws) throws IOException {
        System.setProperty("aws.endpointUrlS3", aws.s3Endpoint().toString());
        System.setProperty("aws.accessKeyId", aws.accessKeyId());
        System.setProperty("aws.secretAccessKey", aws.secretAccessKey());
        System.setProperty("aws.region", aws.region());
        try (LakeStore store = LakeStore.open(BUCKET)) {
            store.createBucketIfAbsent();
        }
        return Files.createDirectories(aws.directory().resolve("bench"));
    }

    /** The process of a side; see {@link BenchWorker}. */
    static BenchProcess start(String side, BenchInput input, Path directory, int threads, long bytesOfShard)
            throws IOException {
        Map<String, String> properties = new LinkedHashMap<>();
        for (String name : List.of("aws.endpointUrlS3", "aws.accessKeyId", "aws.secretAccessKey", "aws.region")) {
            properties.put(name, System.getProperty(name, ""));
        }
        properties.put("logback.configurationFile", "io/github/calllake/cli/logback.xml");
        Path temporary = Files.createDirectories(directory.resolve("tmp-" + side));
        properties.put("java.io.tmpdir", temporary.toString());
        List<String> jvm = side.equals(OURS) ? List.of("-Xmx512m", "-XX:+UseParallelGC") : List.of("-Xmx512m");
        List<String> arguments = List.of(
                input.file().toString(),
                BUCKET,
                temporary.toString(),
                Integer.toString(threads),
                Long.toString(bytesOfShard));
        return new BenchProcess(side, jvm, properties, arguments);
    }

    /** What has been measured takes no room. */
    static void clear(LocalAws aws, String prefix) throws IOException {
        delete(aws.s3Directory().resolve(BUCKET).resolve(prefix));
    }

    /** A directory with all that is in it. */
    static void delete(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path file : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
