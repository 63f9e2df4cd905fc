package io.github.calllake.query;

import java.util.regex.Pattern;

/** The names of tables and columns that a caller may hand in. What is none is not repeated: it may be anything. */
final class PlainName {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,126}");

    private PlainName() {}

    /** @param what what the name is of */
    static void require(String name, String what) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("The " + what
                    + " is no plain identifier of letters, digits and underscores, of at most 127 characters");
        }
    }
}
