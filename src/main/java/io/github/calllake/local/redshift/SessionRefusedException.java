package io.github.calllake.local.redshift;

import java.io.IOException;

/** A client that was let in cannot have a session, in PostgreSQL's words or those of the translator. */
final class SessionRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient ErrorResponse response;

    SessionRefusedException(ErrorResponse response) {
        super(response.sqlState() + ": " + response.message());
        this.response = response;
    }

    ErrorResponse response() {
        return response;
    }
}
