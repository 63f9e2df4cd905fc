package io.github.calllake.schema;

import static io.github.calllake.schema.RedshiftSql.SCHEMA;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Checks of the placeholders' values in Redshift's own SQL, so that they also hold for a bare
 * {@code mvn flyway:migrate}, where no class of this library is compiled. Flyway runs them in a transaction before it
 * migrates or validates; the procedure that carries the messages goes with it.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/c_PLpgSQL-statements.html">RAISE in stored procedures</a>
 */
final class RedshiftChecks {

    private static final String IDENTIFIER = "^[a-z_][a-z0-9_]{0,100}$";
    private static final String IDENTIFIER_WORDS =
            "a name of at most 101 lower-case letters, digits and underscores that begins with no digit";

    /**
     * A rule for a value.
     *
     * @param setting Flyway's name of it, without {@code flyway.}
     * @param placeholder as it stands in scripts
     * @param pattern a POSIX regular expression
     * @param shouldBe the pattern in words
     */
    private record Rule(String setting, String placeholder, String pattern, String shouldBe) {

        static Rule of(String placeholder, String pattern, String shouldBe) {
            return new Rule("placeholders." + placeholder, placeholder, pattern, shouldBe);
        }

        String variable() {
            return placeholder.replace("flyway:defaultSchema", "app_schema");
        }

        /** Its value between dollar quotes, since it may have single ones; the colon keeps Flyway from reading {@code $$}. */
        String argument() {
            return "$value$:${" + placeholder + "}$value$";
        }
    }

    private static final List<Rule> COMMON = List.of(
            new Rule("defaultSchema", "flyway:defaultSchema", IDENTIFIER, IDENTIFIER_WORDS),
            Rule.of("topology", "^(per-detail-type|landing|kafka)$", "per-detail-type or landing"),
            Rule.of("reader_role", IDENTIFIER, IDENTIFIER_WORDS),
            Rule.of("restricted_reader_role", IDENTIFIER, IDENTIFIER_WORDS));

    private static final List<Rule> KINESIS = List.of(
            Rule.of("kinesis_schema", IDENTIFIER, IDENTIFIER_WORDS),
            Rule.of(
                    "stream_name",
                    "^[a-z0-9_.-]{1,128}$",
                    "the name of a stream in lower-case letters, digits, underscores, dots and hyphens: capitals break"
                            + " auto refresh"),
            Rule.of(
                    "kinesis_region_clause",
                    "^(REGION '[a-z]{2}(-[a-z]+)+-[0-9]{1,2}')?$",
                    "empty for a stream in the workgroup's own region, or REGION 'eu-west-1' with the word and the single"
                            + " quotes"),
            Rule.of(
                    "kinesis_iam_role",
                    "^(default|'arn:aws[a-z-]*:iam::[0-9]{12}:role/[^']+')$",
                    "default, or a role's ARN in single quotes: 'arn:aws:iam::111122223333:role/name'"));

    private RedshiftChecks() {}

    /** Checks what every topology is filled in with. */
    static String common() {
        return procedure("common", COMMON, "", """
                  IF restricted_reader_role = reader_role THEN
                    RAISE EXCEPTION 'call-lake: flyway.placeholders.reader_role and flyway.placeholders.restricted_reader_role are both "%", but must differ', reader_role;
                  END IF;
                """);
    }

    /**
     * Checks what a topology over Kinesis is filled in with, and that these are its scripts, in a schema that has none of
     * the other.
     *
     * @param topology the placeholder's value
     * @param others a streaming view of the other topology
     */
    static String kinesis(String topology, String others) {
        return procedure("kinesis", KINESIS, "  other_views INTEGER;\n", """
                  IF '${topology}' <> '%1$s' THEN
                    RAISE EXCEPTION 'call-lake: flyway.placeholders.topology is "${topology}", but the scripts are those of %1$s: set flyway.placeholders.topology alone and leave flyway.locations as it is';
                  END IF;
                  SELECT INTO other_views COUNT(*) FROM svv_mv_info WHERE TRIM(schema_name) = '%2$s' AND TRIM(name) = '%3$s';
                  IF other_views > 0 THEN
                    RAISE EXCEPTION 'call-lake: flyway.placeholders.topology is "%1$s", but schema "%2$s" was migrated with the other one; docs/hot-tier.md says how to switch';
                  END IF;
                """.formatted(topology, SCHEMA, others));
    }

    private static String procedure(String name, List<Rule> rules, String variables, String more) {
        String parameters = rules.stream()
                .map(rule -> "given_" + rule.variable() + " VARCHAR(1024)")
                .collect(Collectors.joining(", "));
        return """
                CREATE OR REPLACE PROCEDURE "%1$s".call_lake_check_%2$s(%3$s)
                AS $check$
                DECLARE
                %4$s%5$sBEGIN
                %6$s%7$sEND;
                $check$ LANGUAGE plpgsql;
                CALL "%1$s".call_lake_check_%2$s(%8$s);
                DROP PROCEDURE "%1$s".call_lake_check_%2$s(%3$s);
                """.formatted(
                SCHEMA,
                name,
                parameters,
                rules.stream()
                        .map(rule -> "  %1$s VARCHAR(1024) := SUBSTRING(given_%1$s, 2);\n".formatted(rule.variable()))
                        .collect(Collectors.joining()),
                variables,
                rules.stream().map(RedshiftChecks::check).collect(Collectors.joining()),
                more,
                rules.stream().map(Rule::argument).collect(Collectors.joining(", ")));
    }

    private static String check(Rule rule) {
        return """
                  IF %1$s !~ '%2$s' THEN
                    RAISE EXCEPTION 'call-lake: flyway.%3$s is "%%", but must be %4$s', %1$s;
                  END IF;
                """.formatted(rule.variable(), doubled(rule.pattern()), rule.setting(), doubled(rule.shouldBe()));
    }

    private static String doubled(String text) {
        return text.replace("'", "''");
    }
}
