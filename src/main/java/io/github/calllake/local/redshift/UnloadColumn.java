package io.github.calllake.local.redshift;

import java.util.Set;

/**
 * A column of a query that is unloaded.
 *
 * @param oid of the type, as Redshift numbers it
 * @param modifier PostgreSQL's for length or precision; -1 if there is none
 */
record UnloadColumn(String name, int oid, int modifier) {
    static final int BOOLEAN = 16;
    static final int SMALLINT = 21;
    static final int INTEGER = 23;
    static final int BIGINT = 20;
    static final int REAL = 700;
    static final int DOUBLE = 701;
    static final int NUMERIC = 1700;
    static final int VARCHAR = 1043;
    static final int CHAR = 1042;
    static final int DATE = 1082;
    static final int TIME = 1083;
    static final int TIMESTAMP = 1114;
    static final int TIMESTAMPTZ = 1184;
    static final int SUPER = 4000;
    static final int VARBYTE = 6551;

    private static final int MODIFIER_OFFSET = 4;

    /** Whose text is a number of JSON, but for NaN and infinities. */
    private static final Set<Integer> NUMBERS = Set.of(SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, NUMERIC);

    private static final Set<Integer> OTHERS = Set.of(BOOLEAN, DATE, TIME, TIMESTAMP, TIMESTAMPTZ, SUPER, VARBYTE);

    /** What the page allows as a partition's key. */
    private static final Set<Integer> KEYS =
            Set.of(SMALLINT, INTEGER, BIGINT, NUMERIC, REAL, BOOLEAN, CHAR, VARCHAR, DATE, TIMESTAMP);

    boolean isNumber() {
        return NUMBERS.contains(oid);
    }

    /** Character data, which ESCAPE is about. */
    boolean isText() {
        return !isNumber() && !OTHERS.contains(oid);
    }

    /** PostgreSQL's {@code text}, of literals and expressions, is a VARCHAR. */
    boolean mayBeKey() {
        return KEYS.contains(oid) || isText();
    }

    boolean hasPrecision() {
        return oid == NUMERIC && modifier >= MODIFIER_OFFSET;
    }

    int precision() {
        return ((modifier - MODIFIER_OFFSET) >> 16) & 0xffff;
    }

    int scale() {
        return (modifier - MODIFIER_OFFSET) & 0x7ff;
    }

    /** The manifest's words for the type. */
    String manifestBase() {
        return switch (oid) {
            case BOOLEAN -> "boolean";
            case SMALLINT -> "smallint";
            case INTEGER -> "integer";
            case BIGINT -> "bigint";
            case REAL -> "real";
            case DOUBLE -> "double precision";
            case NUMERIC -> "numeric";
            case CHAR -> "character";
            case DATE -> "date";
            case TIME -> "time without time zone";
            case TIMESTAMP -> "timestamp without time zone";
            case TIMESTAMPTZ -> "timestamp with time zone";
            case SUPER -> "super";
            case VARBYTE -> "binary varying";
            default -> "character varying";
        };
    }

    /** The length of a text that has one; 0 otherwise. */
    int length() {
        return isText() && modifier >= MODIFIER_OFFSET ? modifier - MODIFIER_OFFSET : 0;
    }
}
