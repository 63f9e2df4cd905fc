package io.github.calllake.local.redshift;

import java.util.OptionalInt;

/**
 * What the front has to know of a user before it lets him in.
 *
 * @param digest MD5 of password and name, 32 hexadecimal digits; empty where nobody can log in as this user
 * @param postgresPassword of PostgreSQL's role for the user, which no client is told
 * @param superuser of Redshift
 * @param connectionLimit sessions that the user may have at once
 * @param sessionTimeout seconds after which an idle session ends
 */
record Login(
        String digest,
        String postgresPassword,
        boolean superuser,
        OptionalInt connectionLimit,
        OptionalInt sessionTimeout) {

    /** Without what lets somebody in. */
    @Override
    public String toString() {
        return "Login[superuser=" + superuser + "]";
    }
}
