package io.github.calllake.operations;

import java.util.regex.Pattern;

/**
 * Something that a {@link Check} found. Holds no call content.
 *
 * @param id which check it is of, e.g. {@code hot.lag}; stays the same from release to release
 * @param severity how much it matters
 * @param what what is so, with names and figures
 * @param why why it matters; empty if all is well
 * @param fix the exact next step; empty if there is nothing to do
 */
public record Finding(String id, Severity severity, String what, String why, String fix) {

    private static final Pattern REFUSED =
            Pattern.compile("not authorized|AccessDenied|Access Denied|Status Code: 403|permission denied");

    public Finding {
        if (id.isEmpty() || what.isEmpty()) {
            throw new IllegalArgumentException(
                    "A finding without an id or without words: '" + id + "', '" + what + "'");
        }
        if (severity.compareTo(Severity.WARNING) >= 0 && (why.isEmpty() || fix.isEmpty())) {
            throw new IllegalArgumentException(id + ": a " + severity + " says why it matters and what to do");
        }
    }

    static Finding ok(String id, String what) {
        return new Finding(id, Severity.OK, what, "", "");
    }

    static Finding notice(String id, String what, String why, String fix) {
        return new Finding(id, Severity.NOTICE, what, why, fix);
    }

    static Finding warning(String id, String what, String why, String fix) {
        return new Finding(id, Severity.WARNING, what, why, fix);
    }

    static Finding error(String id, String what, String why, String fix) {
        return new Finding(id, Severity.ERROR, what, why, fix);
    }

    /** It could not be looked at. Where a right is missing the reason names it. */
    static Finding unseen(String id, String reason) {
        String firstLine = reason.lines().findFirst().orElse("");
        boolean refused = REFUSED.matcher(firstLine).find();
        return notice(
                id,
                "could not be looked at: " + firstLine,
                refused ? "The doctor's role lacks a right, so nothing is known of this." : "",
                refused
                        ? "Allow what AWS names: `./call-lake iam operator --explain` has the rights of the doctor, `iam reader`"
                                + " those at Glue and Athena."
                        : "");
    }
}
