package io.github.calllake.query;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/** Guards texts that callers hand in, and sorts texts as the engines do. */
final class Texts {

    /** By UTF-8 bytes, as both engines compare texts; {@link String#compareTo} sorts surrogates otherwise. */
    static final Comparator<String> BYTE_ORDER = (one, other) ->
            Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

    private Texts() {}

    /**
     * Refuses what no engine can carry: a NUL ends the statement in PostgreSQL's protocol, and a lone surrogate has no
     * UTF-8.
     *
     * @throws IllegalArgumentException without the text, which may be call content
     */
    static String requireStorable(String text, String what) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(what + " holds the character U+0000");
        }
        boolean loneSurrogate =
                text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
        if (loneSurrogate) {
            throw new IllegalArgumentException(what + " holds half of a surrogate pair");
        }
        return text;
    }
}
