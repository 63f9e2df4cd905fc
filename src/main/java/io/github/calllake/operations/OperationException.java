package io.github.calllake.operations;

import io.github.calllake.CallLakeException;

/** Something was not done, because it would not have been safe or did not come out as it must. */
public final class OperationException extends CallLakeException {

    private static final long serialVersionUID = 1L;

    OperationException(String message) {
        super(message);
    }

    OperationException(String message, Throwable cause) {
        super(message, cause);
    }
}
