package io.github.calllake.grammar;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a grammar makes of a statement.
 *
 * @param kind the grammar's own name for the statement; empty if it refuses it, or knows it only as a run of words
 * @param columns how many columns the outermost query has in the tree; 0 without a query
 */
record Verdict(String kind, int columns) {

    static final Verdict REFUSED = new Verdict("", 0);

    private static final Pattern TEXT = Pattern.compile("(\\w+)(?:\\((\\d+)\\))?");
    private static final String REFUSED_TEXT = "-";

    boolean accepted() {
        return !kind.isEmpty();
    }

    /** The reverse of {@link #toString}. */
    static Verdict of(String text) {
        if (text.equals(REFUSED_TEXT)) {
            return REFUSED;
        }
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("Not a verdict: " + text);
        }
        return new Verdict(matcher.group(1), matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2)));
    }

    @Override
    public String toString() {
        if (!accepted()) {
            return REFUSED_TEXT;
        }
        return columns == 0 ? kind : kind + "(" + columns + ")";
    }
}
