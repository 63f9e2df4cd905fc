package io.github.calllake.operations;

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

    /** It could not be looked at. */
    static Finding unseen(String id, String reason) {
        String firstLine = reason.lines().findFirst().orElse("");
        return notice(id, "could not be looked at: " + firstLine, "", "");
    }
}
