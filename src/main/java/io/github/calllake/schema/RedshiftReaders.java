package io.github.calllake.schema;

import static io.github.calllake.schema.RedshiftSql.SCHEMA;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Who may read the hot tier, in Redshift's SQL. A reader may read the flat views and nothing else; a restricted reader
 * reads views of the same names and columns in a schema of their own, where what identifies a caller is NULL. A second
 * schema rather than grants on columns, so that one question runs as either.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/r_roles-managing.html">Managing roles in RBAC</a>
 */
final class RedshiftReaders {

    /** The schema of the restricted views. */
    static final String RESTRICTED_SCHEMA = Restricted.name(SCHEMA);

    private RedshiftReaders() {}

    /** The schema of the restricted views. */
    static String restrictedSchema() {
        return "CREATE SCHEMA IF NOT EXISTS " + RESTRICTED_SCHEMA + ";\n";
    }

    /** A flat view without what is withheld. */
    static String restrictedView(FlatView view) {
        return """
                CREATE OR REPLACE VIEW %s.%s AS
                SELECT %s
                FROM %s.%s AS v;
                """.formatted(
                        RESTRICTED_SCHEMA,
                        view.name(),
                        view.columns().stream()
                                .map(FlatView.Column::name)
                                .map(column -> Restricted.withholds(column)
                                        ? "CAST(NULL AS varchar(max)) AS " + column
                                        : "v." + column)
                                .collect(Collectors.joining(",\n       ")),
                        SCHEMA,
                        view.name());
    }

    /** Makes the roles that are not there, and grants. */
    static String rolesAndGrants() {
        return """
                -- CREATE ROLE knows no IF NOT EXISTS, and an administrator or another lake may have made the roles.
                CREATE OR REPLACE PROCEDURE %1$s.call_lake_create_reader_roles()
                AS $create$
                DECLARE
                  role_count INTEGER;
                BEGIN
                  SELECT INTO role_count COUNT(*) FROM svv_roles WHERE role_name = '${reader_role}';
                  IF role_count = 0 THEN
                    CREATE ROLE ${reader_role};
                  END IF;
                  SELECT INTO role_count COUNT(*) FROM svv_roles WHERE role_name = '${restricted_reader_role}';
                  IF role_count = 0 THEN
                    CREATE ROLE ${restricted_reader_role};
                  END IF;
                END;
                $create$ LANGUAGE plpgsql;
                CALL %1$s.call_lake_create_reader_roles();
                DROP PROCEDURE %1$s.call_lake_create_reader_roles();
                %2$s%3$s""".formatted(
                SCHEMA, grants(SCHEMA, "${reader_role}"), grants(RESTRICTED_SCHEMA, "${restricted_reader_role}"));
    }

    private static String grants(String schema, String role) {
        List<String> views = FlatViews.all().stream().map(FlatView::name).toList();
        return "GRANT USAGE ON SCHEMA " + schema + " TO ROLE " + role + ";\n"
                + views.stream()
                        .map(view -> "GRANT SELECT ON " + schema + "." + view + " TO ROLE " + role + ";\n")
                        .collect(Collectors.joining());
    }
}
