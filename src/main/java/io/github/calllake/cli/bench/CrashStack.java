package io.github.calllake.cli.bench;

import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.stream.DirectStream;
import io.github.calllake.stream.StreamWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where {@code bench crash} has its stream and its lake.
 *
 * @param kinesis the endpoint
 * @param s3 the endpoint
 * @param dynamoDb the endpoint
 * @param stream the stream's name
 * @param layout where the lake lies
 * @param store the lake's bucket, reached without faults
 * @param writer puts to the stream
 * @param source reads the stream
 * @param s3Directory where the buckets' objects are files
 */
record CrashStack(
        URI kinesis,
        URI s3,
        URI dynamoDb,
        String stream,
        LakeLayout layout,
        LakeStore store,
        StreamWriter writer,
        DirectStream source,
        Path s3Directory) {

    /** What an archiver needs in its environment to reach S3 by this endpoint. */
    Map<String, String> environment(URI s3Endpoint) {
        return Map.of(
                "AWS_ENDPOINT_URL_KINESIS", kinesis.toString(),
                "AWS_ENDPOINT_URL_S3", s3Endpoint.toString(),
                "AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.toString());
    }

    /** Where the lake's objects are files. */
    Path lakeDirectory() {
        return s3Directory.resolve(layout.bucket()).resolve(layout.prefix());
    }
}
