package io.github.calllake.local.redshift;

import java.io.IOException;

/** The other side does not keep to the protocol; the connection cannot go on. */
final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1L;

    ProtocolException(String message) {
        super(message);
    }
}
