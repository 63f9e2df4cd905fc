package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.Node.Kind;
import io.github.calllake.local.redshift.Node.Token;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * CREATE, ALTER and DROP of users, groups and roles. Functions of schema rs decide who may, in the client's own transaction.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_USER.html">CREATE USER</a>
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/r_ALTER_USER.html">ALTER USER</a>
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_ROLE.html">CREATE ROLE</a>
 */
final class UserStatements {

    /** PostgreSQL cuts longer names off; Redshift takes 127 bytes. */
    private static final int LONGEST_NAME = 63;

    private static final Pattern MD5 = Pattern.compile("md5[0-9a-fA-F]{32}");
    private static final Pattern SHA256_OF_DIGEST = Pattern.compile("sha256\\|[^|]*\\|.*");
    private static final Pattern CLEAR = Pattern.compile("(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])[!-~&&[^'\"\\\\/@]]{8,64}");

    private UserStatements() {}

    /** Whether the statement, after its first word, is about one of these. */
    static boolean concerns(Cursor cursor) {
        return cursor.sees("USER") || cursor.sees("GROUP") || cursor.sees("ROLE");
    }

    /** CREATE .. */
    static Rendition create(Cursor cursor) {
        if (cursor.accept("USER")) {
            String name = newName(cursor);
            cursor.accept("WITH");
            if (!cursor.sees("PASSWORD")) {
                throw cursor.unexpected();
            }
            return Rendition.block("CREATE USER", "rs.create_user(" + text(name) + ", " + options(cursor, name) + ")");
        }
        if (cursor.accept("GROUP")) {
            String name = newName(cursor);
            List<String> users = cursor.accept("WITH") || cursor.sees("USER") ? users(cursor) : List.of();
            cursor.expectEnd();
            return Rendition.block("CREATE GROUP", "rs.create_group(" + text(name) + ", " + array(users) + ")");
        }
        cursor.expect("ROLE");
        String name = newName(cursor);
        if (cursor.sees("EXTERNALID")) {
            throw RedshiftSqlException.notEmulated("CREATE ROLE .. EXTERNALID");
        }
        cursor.expectEnd();
        return Rendition.block("CREATE ROLE", "rs.create_role(" + text(name) + ")");
    }

    /** ALTER .. */
    static Rendition alter(Cursor cursor) {
        if (cursor.accept("USER")) {
            return Rendition.block("ALTER USER", alterUser(cursor, name(cursor)));
        }
        if (cursor.accept("GROUP")) {
            String name = name(cursor);
            if (cursor.accept("RENAME", "TO")) {
                return rename(cursor, "group", name);
            }
            boolean joins = cursor.accept("ADD");
            if (!joins) {
                cursor.expect("DROP");
            }
            List<String> users = users(cursor);
            cursor.expectEnd();
            return Rendition.block(
                    "ALTER GROUP", "rs.alter_group(" + text(name) + ", " + joins + ", " + array(users) + ")");
        }
        cursor.expect("ROLE");
        String name = name(cursor);
        cursor.accept("WITH");
        if (cursor.accept("RENAME", "TO")) {
            return rename(cursor, "role", name);
        }
        throw RedshiftSqlException.notEmulated("ALTER ROLE but for RENAME TO");
    }

    private static Rendition rename(Cursor cursor, String kind, String name) {
        String newName = newName(cursor);
        cursor.expectEnd();
        return Rendition.block(
                "ALTER " + kind.toUpperCase(Locale.ROOT),
                "rs.rename_principal(" + text(kind) + ", " + text(name) + ", " + text(newName) + ")");
    }

    private static String alterUser(Cursor cursor, String name) {
        cursor.accept("WITH");
        if (cursor.accept("RENAME", "TO")) {
            String newName = newName(cursor);
            cursor.expectEnd();
            return "rs.rename_user(" + text(name) + ", " + text(newName) + ")";
        }
        if (cursor.accept("SET")) {
            return setParameter(cursor, name);
        }
        if (!cursor.sees("RESET", "SESSION", "TIMEOUT") && cursor.accept("RESET")) {
            requireSearchPath(cursor.expectName().name());
            cursor.expectEnd();
            return "rs.set_user_parameter(" + text(name) + ", 'search_path', NULL)";
        }
        return "rs.alter_user(" + text(name) + ", " + options(cursor, name) + ")";
    }

    private static String setParameter(Cursor cursor, String name) {
        requireSearchPath(cursor.expectName().name());
        if (!cursor.accept("TO") && !cursor.acceptSymbol("=")) {
            throw cursor.unexpected();
        }
        boolean byDefault = cursor.accept("DEFAULT");
        List<String> schemas = new ArrayList<>();
        while (!byDefault && (schemas.isEmpty() || cursor.acceptSymbol(","))) {
            schemas.add(Node.quoteName(schema(cursor)));
        }
        cursor.expectEnd();
        return "rs.set_user_parameter(" + text(name) + ", 'search_path', "
                + (byDefault ? "NULL" : text(String.join(", ", schemas))) + ")";
    }

    private static String schema(Cursor cursor) {
        return cursor.acceptString().map(text -> text.toLowerCase(Locale.ROOT)).orElseGet(() -> cursor.expectName()
                .name());
    }

    private static void requireSearchPath(String parameter) {
        if (!parameter.equals("search_path")) {
            throw RedshiftSqlException.notEmulated("ALTER USER .. SET " + parameter);
        }
    }

    /** DROP .. */
    static Rendition drop(Cursor cursor) {
        if (cursor.accept("USER")) {
            boolean ifExists = cursor.accept("IF", "EXISTS");
            List<String> calls = new ArrayList<>();
            do {
                calls.add("rs.drop_user(" + text(name(cursor)) + ", " + ifExists + ")");
            } while (cursor.acceptSymbol(","));
            cursor.expectEnd();
            return Rendition.block("DROP USER", calls.toArray(String[]::new));
        }
        if (cursor.accept("GROUP")) {
            String name = name(cursor);
            cursor.expectEnd();
            return Rendition.block("DROP GROUP", "rs.drop_group(" + text(name) + ")");
        }
        cursor.expect("ROLE");
        String name = name(cursor);
        boolean force = cursor.accept("FORCE");
        if (!force) {
            cursor.accept("RESTRICT");
        }
        cursor.expectEnd();
        return Rendition.block("DROP ROLE", "rs.drop_role(" + text(name) + ", " + force + ")");
    }

    /** SET [ SESSION | LOCAL ] SESSION AUTHORIZATION, up to and with these words consumed. */
    static Rendition setSessionAuthorization(Cursor cursor, boolean local) {
        boolean byDefault = cursor.accept("DEFAULT");
        String user = byDefault ? "NULL" : text(cursor.acceptString().orElseGet(() -> name(cursor)));
        cursor.expectEnd();
        return Rendition.block("SET", "rs.set_session_authorization(" + user + ", " + local + ")");
    }

    /** All that is left, as a JSON object for rs.set_user. */
    private static String options(Cursor cursor, String user) {
        List<String> options = new ArrayList<>();
        while (options.isEmpty() || !cursor.atEnd()) {
            options.add(option(cursor, user));
            cursor.acceptSymbol(",");
        }
        return "jsonb_build_object(" + String.join(", ", options) + ")";
    }

    private static String option(Cursor cursor, String user) {
        if (cursor.accept("PASSWORD")) {
            return "'md5', " + (cursor.accept("DISABLE") ? "NULL" : text(digest(string(cursor), user)));
        }
        if (cursor.accept("CREATEDB") || cursor.accept("NOCREATEDB")) {
            return "'createdb', " + cursor.previousIs("CREATEDB");
        }
        if (cursor.accept("CREATEUSER") || cursor.accept("NOCREATEUSER")) {
            return "'superuser', " + cursor.previousIs("CREATEUSER");
        }
        if (cursor.accept("SYSLOG", "ACCESS")) {
            if (!cursor.accept("RESTRICTED")) {
                cursor.expect("UNRESTRICTED");
            }
            return "'sees_all', " + cursor.previousIs("UNRESTRICTED");
        }
        if (cursor.accept("VALID", "UNTIL")) {
            return "'valid_until', " + text(string(cursor)) + "::timestamp";
        }
        if (cursor.accept("CONNECTION", "LIMIT")) {
            return "'connection_limit', " + (cursor.accept("UNLIMITED") ? "NULL" : number(cursor, 0, 500));
        }
        if (cursor.accept("SESSION", "TIMEOUT")) {
            return "'session_timeout', " + number(cursor, 60, 1_728_000);
        }
        if (cursor.accept("RESET", "SESSION", "TIMEOUT")) {
            return "'session_timeout', NULL";
        }
        if (cursor.accept("IN", "GROUP")) {
            return "'groups', to_jsonb(" + array(names(cursor)) + ")";
        }
        if (cursor.sees("EXTERNALID")) {
            throw RedshiftSqlException.notEmulated("EXTERNALID of a user");
        }
        throw cursor.unexpected();
    }

    /** What is kept of a password; the password itself goes no further than here. */
    private static String digest(String password, String user) {
        if (MD5.matcher(password).matches()) {
            return password.substring(3).toLowerCase(Locale.ROOT);
        }
        if (SHA256_OF_DIGEST.matcher(password).matches()) {
            throw RedshiftSqlException.notEmulated("a password given as its SHA256 digest");
        }
        String clear = password.startsWith("sha256|") ? password.substring("sha256|".length()) : password;
        if (!CLEAR.matcher(clear).matches()) {
            throw new RedshiftSqlException(
                    "22023",
                    "the password must have 8 to 64 characters, an upper case letter, a lower case letter and a number"
                            + " among them, and none of ' \" \\ / @ and space");
        }
        return Md5Password.digest(user, clear);
    }

    private static String string(Cursor cursor) {
        return cursor.acceptString().orElseThrow(cursor::unexpected);
    }

    private static String number(Cursor cursor, int least, int most) {
        Node node = cursor.next();
        if (!(node instanceof Token token)
                || token.kind() != Kind.NUMBER
                || !token.text().matches("[0-9]{1,9}")) {
            throw RedshiftSqlException.syntaxError(node instanceof Token token ? token.text() : "(");
        }
        int value = Integer.parseInt(token.text());
        if (value < least || value > most) {
            throw new RedshiftSqlException("22023", value + " is not between " + least + " and " + most);
        }
        return String.valueOf(value);
    }

    private static List<String> users(Cursor cursor) {
        cursor.expect("USER");
        return names(cursor);
    }

    private static List<String> names(Cursor cursor) {
        List<String> names = new ArrayList<>();
        do {
            names.add(name(cursor));
        } while (cursor.acceptSymbol(","));
        return names;
    }

    /** The name of a user, group or role: no schema before it. */
    static String name(Cursor cursor) {
        QualifiedName name = cursor.expectName();
        if (!name.schema().isEmpty()) {
            throw RedshiftSqlException.syntaxError(".");
        }
        return name.name();
    }

    private static String newName(Cursor cursor) {
        String name = name(cursor);
        if (name.equals("public") || name.equals("rdsdb") || name.startsWith("pg_") || name.equals("rs_superuser")) {
            throw new RedshiftSqlException("42939", "the name \"" + name + "\" is reserved");
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            throw RedshiftSqlException.notEmulated(
                    "a user, group or role with a name of more than " + LONGEST_NAME + " bytes");
        }
        return name;
    }

    private static String text(String value) {
        return Node.literal(value) + "::text";
    }

    private static String array(List<String> values) {
        return "ARRAY[" + String.join(", ", values.stream().map(Node::literal).toList()) + "]::text[]";
    }
}
