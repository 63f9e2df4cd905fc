package io.github.calllake.export;

import io.github.calllake.CallLakeException;

/** A run was asked for windows that its job cannot export. Nothing was done, and nothing is noted of it. The message says what to ask for. */
public final class ExportRequestException extends CallLakeException {

    private static final long serialVersionUID = 1L;

    public ExportRequestException(String message) {
        super(message);
    }
}
