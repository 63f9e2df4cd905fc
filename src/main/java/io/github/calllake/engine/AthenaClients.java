package io.github.calllake.engine;

import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * What it takes to ask the cold tier: Athena to run queries, Glue to know where tables lie, S3 to know how large they are and
 * to read large results. All in the lake's region.
 */
public record AthenaClients(AthenaClient athena, GlueClient glue, S3Client s3) implements AutoCloseable {

    /** By the standard AWS environment. */
    public static AthenaClients open() {
        return new AthenaClients(AthenaClient.create(), GlueClient.create(), S3Client.create());
    }

    @Override
    public void close() {
        athena.close();
        glue.close();
        s3.close();
    }
}
