package io.github.calllake.catalog;

import io.github.calllake.CallLakeException;

/** The catalog could not be read or changed, or is not as it would have to be. */
public final class CatalogException extends CallLakeException {

    private static final long serialVersionUID = 1L;

    public CatalogException(String message) {
        super(message);
    }

    public CatalogException(String message, Throwable cause) {
        super(message, cause);
    }
}
