package io.github.calllake.local.redshift;

/**
 * Redshift's types by the numbers its driver knows, and PostgreSQL's that stand for them.
 *
 * @param superOid of the type {@code super} in this database, or 0 if it has none
 */
record TypeOids(int superOid) {
    private static final int REDSHIFT_SUPER = 4000;
    private static final int REDSHIFT_VARBYTE = 6551;
    private static final int BYTEA = 17;

    int toRedshift(int oid) {
        if (oid == BYTEA) {
            return REDSHIFT_VARBYTE;
        }
        return oid != 0 && oid == superOid ? REDSHIFT_SUPER : oid;
    }

    int toPostgres(int oid) {
        return switch (oid) {
            case REDSHIFT_VARBYTE -> BYTEA;
            case REDSHIFT_SUPER -> superOid;
            default -> oid;
        };
    }

    /** Whether PostgreSQL's text of it starts with a backslash and x, where Redshift's has the bare digits. */
    static boolean isHex(int postgresOid) {
        return postgresOid == BYTEA;
    }
}
