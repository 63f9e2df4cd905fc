package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.Node.Group;
import io.github.calllake.local.redshift.Node.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * GRANT, REVOKE and ALTER DEFAULT PRIVILEGES. PostgreSQL knows one kind of grantee where Redshift knows three, so each is looked up as the kind
 * it is called; the rest is PostgreSQL's own statement, run in the client's name.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/r_GRANT.html">GRANT</a>
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/r_REVOKE.html">REVOKE</a>
 */
final class Grants {

    private static final Set<String> ON_TABLES =
            Set.of("SELECT", "INSERT", "UPDATE", "DELETE", "REFERENCES", "TRUNCATE");

    /** Privileges by the kind of object, of those that PostgreSQL has, too. */
    private static final Map<String, Set<String>> PRIVILEGES = Map.of(
            "TABLE", ON_TABLES,
            "ALL TABLES IN SCHEMA", ON_TABLES,
            "TABLES", ON_TABLES,
            "SCHEMA", Set.of("CREATE", "USAGE"),
            "DATABASE", Set.of("CREATE", "TEMPORARY", "TEMP"),
            "LANGUAGE", Set.of("USAGE"),
            "FUNCTION", Set.of("EXECUTE"),
            "FUNCTIONS", Set.of("EXECUTE"),
            "PROCEDURE", Set.of("EXECUTE"),
            "PROCEDURES", Set.of("EXECUTE"));

    private static final Set<String> ONLY_IN_REDSHIFT = Set.of("DROP", "ALTER", "SHARE", "USAGE");

    private final Cursor cursor;
    private final boolean grant;
    private final List<String> calls = new ArrayList<>();

    private Grants(Cursor cursor, boolean grant) {
        this.cursor = cursor;
        this.grant = grant;
    }

    /** GRANT or REVOKE. */
    static Rendition translate(List<Node> nodes) {
        refuseExternal(nodes);
        Cursor cursor = new Cursor(nodes);
        boolean grant = cursor.accept("GRANT");
        if (!grant) {
            cursor.expect("REVOKE");
        }
        Grants grants = new Grants(cursor, grant);
        grants.statement();
        cursor.expectEnd();
        return Rendition.block(grant ? "GRANT" : "REVOKE", grants.calls.toArray(String[]::new));
    }

    /** ALTER DEFAULT PRIVILEGES, these words consumed. */
    static Rendition defaults(Cursor cursor) {
        StringBuilder target = new StringBuilder("ALTER DEFAULT PRIVILEGES");
        List<String> checks = new ArrayList<>();
        if (cursor.accept("FOR", "USER")) {
            List<String> users = new ArrayList<>();
            do {
                String user = UserStatements.name(cursor);
                checks.add(check("user", user));
                users.add(Node.quoteName(user));
            } while (cursor.acceptSymbol(","));
            target.append(" FOR ROLE ").append(String.join(", ", users));
        }
        if (cursor.accept("IN", "SCHEMA")) {
            target.append(" IN SCHEMA ").append(names(cursor));
        }
        boolean grant = cursor.accept("GRANT");
        if (!grant) {
            cursor.expect("REVOKE");
        }
        Grants grants = new Grants(cursor, grant);
        grants.calls.addAll(checks);
        grants.privileges(target + " ", true);
        cursor.expectEnd();
        return Rendition.block("ALTER DEFAULT PRIVILEGES", grants.calls.toArray(String[]::new));
    }

    private static void refuseExternal(List<Node> nodes) {
        for (String word :
                List.of("IAM_ROLE", "EXTERNAL", "ASSUMEROLE", "DATASHARE", "RLS", "MASKING", "MODEL", "COPY")) {
            if (nodes.stream().anyMatch(node -> node.isWord(word))) {
                throw RedshiftSqlException.notEmulated("GRANT and REVOKE of " + word);
            }
        }
    }

    private void statement() {
        boolean adminOnly = !grant && cursor.accept("ADMIN", "OPTION", "FOR");
        if (adminOnly || cursor.sees("ROLE")) {
            roles(adminOnly);
        } else {
            privileges("", false);
        }
    }

    /** GRANT ROLE r TO .. */
    private void roles(boolean adminOnly) {
        List<String> roles = new ArrayList<>();
        do {
            cursor.expect("ROLE");
            roles.add(UserStatements.name(cursor));
        } while (cursor.acceptSymbol(","));
        cursor.expect(grant ? "TO" : "FROM");
        do {
            boolean toRole = cursor.accept("ROLE");
            if (cursor.sees("GROUP") || cursor.sees("PUBLIC")) {
                throw cursor.unexpected();
            }
            String grantee = Node.literal(toRole ? "role" : "user") + ", " + Node.literal(UserStatements.name(cursor));
            boolean admin = grant && cursor.accept("WITH", "ADMIN", "OPTION");
            if (admin && toRole) {
                throw new RedshiftSqlException("0A000", "WITH ADMIN OPTION cannot be given to a role");
            }
            for (String role : roles) {
                calls.add((grant ? "rs.grant_role(" : "rs.revoke_role(") + Node.literal(role) + ", " + grantee + ", "
                        + (grant ? admin : adminOnly) + ")");
            }
        } while (cursor.acceptSymbol(","));
    }

    private void privileges(String before, boolean defaults) {
        String optionFor = !grant && cursor.accept("GRANT", "OPTION", "FOR") ? "GRANT OPTION FOR " : "";
        List<Privilege> privileges = new ArrayList<>();
        do {
            privileges.add(privilege());
        } while (cursor.acceptSymbol(","));
        if (!cursor.sees("ON")) {
            throw RedshiftSqlException.notEmulated("system permissions");
        }
        cursor.expect("ON");
        String kind = kind(defaults);
        String objects = defaults ? kind : kind + " " + objects(kind);
        List<String> texts = privileges.stream()
                .map(privilege -> privilege.check(kind).text())
                .toList();
        boolean columns =
                privileges.stream().anyMatch(privilege -> !privilege.columns().isEmpty());
        cursor.expect(grant ? "TO" : "FROM");
        List<Grantee> grantees = new ArrayList<>();
        do {
            grantees.add(grantee(columns));
        } while (cursor.acceptSymbol(","));
        String behavior = grant ? "" : cursor.accept("CASCADE") ? " CASCADE" : "";
        if (!grant && behavior.isEmpty()) {
            cursor.accept("RESTRICT");
        }
        for (Grantee grantee : grantees) {
            if (!grantee.kind().equals("public")) {
                calls.add(check(grantee.kind(), grantee.name()));
            }
            calls.add(before + (grant ? "GRANT " : "REVOKE ") + optionFor + String.join(", ", texts) + " ON " + objects
                    + (grant ? " TO " : " FROM ") + grantee.text() + (grantee.withOption() ? " WITH GRANT OPTION" : "")
                    + behavior + ";");
        }
    }

    private Privilege privilege() {
        String word =
                cursor.accept("ALL") ? "ALL" : ((Token) expectWord()).text().toUpperCase(Locale.ROOT);
        if (word.equals("ALL")) {
            cursor.accept("PRIVILEGES");
        }
        List<String> columns = new ArrayList<>();
        cursor.acceptParens().ifPresent(group -> columns.addAll(columnNames(group)));
        return new Privilege(word, columns);
    }

    private Node expectWord() {
        Node node = cursor.next();
        if (!node.isName()) {
            throw RedshiftSqlException.syntaxError(node instanceof Token token ? token.text() : "(");
        }
        return node;
    }

    private static List<String> columnNames(Group group) {
        List<String> names = new ArrayList<>();
        for (List<Node> part : Functions.split(group.children())) {
            Cursor column = new Cursor(part);
            names.add(column.expectName().name());
            column.expectEnd();
        }
        return names;
    }

    private String kind(boolean defaults) {
        if (defaults) {
            for (String kind : List.of("TABLES", "FUNCTIONS", "PROCEDURES")) {
                if (cursor.accept(kind)) {
                    return kind.equals("PROCEDURES") ? "ROUTINES" : kind;
                }
            }
            throw cursor.unexpected();
        }
        for (String kind : List.of("TABLES", "FUNCTIONS", "PROCEDURES")) {
            if (cursor.accept("ALL", kind, "IN", "SCHEMA")) {
                return "ALL " + kind + " IN SCHEMA";
            }
        }
        for (String kind : List.of("SCHEMA", "DATABASE", "LANGUAGE", "FUNCTION", "PROCEDURE")) {
            if (cursor.accept(kind)) {
                return kind;
            }
        }
        cursor.accept("TABLE");
        return "TABLE";
    }

    private String objects(String kind) {
        if (!kind.equals("FUNCTION") && !kind.equals("PROCEDURE")) {
            return names(cursor);
        }
        List<String> routines = new ArrayList<>();
        do {
            String name = cursor.expectName().quoted();
            routines.add(name + Node.text(List.of(cursor.expectParens())));
        } while (cursor.acceptSymbol(","));
        return String.join(", ", routines);
    }

    private static String names(Cursor cursor) {
        List<String> names = new ArrayList<>();
        do {
            names.add(cursor.expectName().quoted());
        } while (cursor.acceptSymbol(","));
        return String.join(", ", names);
    }

    private Grantee grantee(boolean columns) {
        String kind = "user";
        if (cursor.accept("PUBLIC")) {
            kind = "public";
        } else if (cursor.accept("ROLE")) {
            kind = "role";
        } else if (cursor.accept("GROUP")) {
            kind = "group";
        }
        String name = kind.equals("public") ? "" : UserStatements.name(cursor);
        boolean withOption = grant && cursor.accept("WITH", "GRANT", "OPTION");
        if (withOption && !kind.equals("user")) {
            throw new RedshiftSqlException("0A000", "WITH GRANT OPTION can be given to users only");
        }
        if (withOption && columns) {
            throw new RedshiftSqlException("0A000", "WITH GRANT OPTION is not supported for column privileges");
        }
        return new Grantee(kind, name, withOption);
    }

    private static String check(String kind, String name) {
        return "rs.need(" + Node.literal(kind) + ", " + Node.literal(name) + ")";
    }

    /** Whom it is given to or taken from; {@code kind} is public, user, group or role. */
    private record Grantee(String kind, String name, boolean withOption) {
        String text() {
            return kind.equals("public") ? "PUBLIC" : Node.quoteName(name);
        }
    }

    /** What is given or taken; without columns, all of them. */
    private record Privilege(String name, List<String> columns) {
        Privilege check(String kind) {
            String object = kind.startsWith("ALL FUNCTIONS")
                    ? "FUNCTION"
                    : kind.startsWith("ALL PROCEDURES") || kind.equals("ROUTINES") ? "PROCEDURE" : kind;
            boolean known = PRIVILEGES.getOrDefault(object, Set.of()).contains(name);
            if (!name.equals("ALL") && !known) {
                throw ONLY_IN_REDSHIFT.contains(name)
                        ? RedshiftSqlException.notEmulated("the privilege " + name + " on a " + kind)
                        : new RedshiftSqlException(
                                "0LP01", "invalid privilege type " + name + " for " + kind.toLowerCase(Locale.ROOT));
            }
            if (!columns.isEmpty()
                    && (!kind.equals("TABLE")
                            || !Set.of("SELECT", "UPDATE", "ALL").contains(name))) {
                throw new RedshiftSqlException(
                        "0LP01", "column privileges are SELECT and UPDATE on tables, and SELECT on views");
            }
            return this;
        }

        String text() {
            if (columns.isEmpty()) {
                return name;
            }
            String list = "("
                    + String.join(", ", columns.stream().map(Node::quoteName).toList()) + ")";
            return name.equals("ALL") ? "SELECT " + list + ", UPDATE " + list : name + " " + list;
        }
    }
}
