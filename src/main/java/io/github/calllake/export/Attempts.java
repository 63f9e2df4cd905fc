package io.github.calllake.export;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Names for attempts, which no two share. */
final class Attempts {

    private static final SecureRandom RANDOM = new SecureRandom();

    private Attempts() {}

    /** Sixteen hexadecimal digits. */
    static String random() {
        return HexFormat.of().toHexDigits(RANDOM.nextLong());
    }
}
