package io.github.calllake.stream;

import io.github.calllake.CallLakeException;

/** The stream could not be read or written; the message names stream and shard. */
public final class StreamException extends CallLakeException {

    private static final long serialVersionUID = 1L;

    StreamException(String message) {
        super(message);
    }

    StreamException(String message, Throwable cause) {
        super(message, cause);
    }
}
