package io.github.calllake;

/**
 * Something that Call Lake was asked to do did not happen.
 *
 * <p>The message says what, where (stream, shard, sequence numbers, bucket, key) and, if it is known, what to do. It never
 * holds call content.
 */
public class CallLakeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CallLakeException(String message) {
        super(message);
    }

    public CallLakeException(String message, Throwable cause) {
        super(message, cause);
    }
}
