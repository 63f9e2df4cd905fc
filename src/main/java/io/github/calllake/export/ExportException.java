package io.github.calllake.export;

import io.github.calllake.CallLakeException;

/** An export did not happen. The message says of which job and window, and what to do; it holds no call content. */
public final class ExportException extends CallLakeException {

    private static final long serialVersionUID = 1L;

    public ExportException(String message) {
        super(message);
    }

    public ExportException(String message, Throwable cause) {
        super(message, cause);
    }
}
