package io.github.calllake.query;

/** Guards texts that callers hand in. */
final class Texts {

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
