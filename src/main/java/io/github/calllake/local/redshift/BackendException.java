package io.github.calllake.local.redshift;

import java.io.IOException;

/** PostgreSQL refuses what the front itself asked of it. */
final class BackendException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient ErrorResponse response;

    BackendException(ErrorResponse response) {
        super(response.sqlState() + ": " + response.message());
        this.response = response;
    }

    ErrorResponse response() {
        return response;
    }
}
