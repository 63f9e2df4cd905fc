package io.github.calllake.lake;

import io.github.calllake.CallLakeException;

/** The lake could not be read or written; the message names bucket and key. */
public final class LakeException extends CallLakeException {

    private static final long serialVersionUID = 1L;

    LakeException(String message) {
        super(message);
    }

    LakeException(String message, Throwable cause) {
        super(message, cause);
    }
}
