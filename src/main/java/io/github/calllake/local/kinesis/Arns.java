package io.github.calllake.local.kinesis;

/** Names of streams, as ARNs and in messages. */
final class Arns {
    static final String ACCOUNT = "000000000000";
    private static final String PREFIX = "arn:aws:kinesis:us-east-1:" + ACCOUNT + ":stream/";

    private Arns() {}

    static String ofStream(String name) {
        return PREFIX + name;
    }

    /** The stream's name in an ARN of any region or account: there is only one here. */
    static String streamName(String arn) {
        if (!arn.matches("arn:aws[^:]*:kinesis:[^:]*:\\d{12}:stream/[a-zA-Z0-9_.-]{1,128}")) {
            throw KinesisException.validation("1 validation error detected: Value '" + arn
                    + "' at 'streamARN' failed to satisfy constraint: Member must satisfy regular expression pattern:"
                    + " arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+");
        }
        return arn.substring(arn.indexOf('/') + 1);
    }

    static KinesisException streamNotFound(String name) {
        return KinesisException.notFound("Stream " + name + " under account " + ACCOUNT + " not found.");
    }

    static KinesisException shardNotFound(String shardId, String stream) {
        return KinesisException.notFound(
                "Could not find shard " + shardId + " in stream " + stream + " under account " + ACCOUNT + ".");
    }
}
