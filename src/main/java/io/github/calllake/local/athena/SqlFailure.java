package io.github.calllake.local.athena;

import io.trino.sql.tree.Node;

/** Why a query fails, worded as Athena words it: {@code CODE: line 1:8: message}. */
final class SqlFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SqlFailure(String reason) {
        super(reason);
    }

    static SqlFailure at(Node node, String code, String message) {
        String place = node.getLocation()
                .map(location -> "line " + location.getLineNumber() + ":" + location.getColumnNumber() + ": ")
                .orElse("");
        return new SqlFailure(code + ": " + place + message);
    }

    /** What Athena may know and this stand-in does not. */
    static SqlFailure notEmulated(Node node, String what) {
        return at(node, "NOT_SUPPORTED", "not emulated locally: " + what);
    }

    /** What Athena's reason, {@code StateChangeReason}, says. */
    String reason() {
        return String.valueOf(getMessage());
    }
}
