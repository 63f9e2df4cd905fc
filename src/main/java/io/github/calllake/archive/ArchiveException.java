package io.github.calllake.archive;

import io.github.calllake.CallLakeException;

/** Records could not be archived; the message names stream, shard and sequence numbers. */
public final class ArchiveException extends CallLakeException {

    private static final long serialVersionUID = 1L;

    ArchiveException(String message) {
        super(message);
    }

    ArchiveException(String message, Throwable cause) {
        super(message, cause);
    }
}
