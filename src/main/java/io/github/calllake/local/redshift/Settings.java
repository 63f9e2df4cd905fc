package io.github.calllake.local.redshift;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What SET changed in a session. Parameters that only Redshift has are kept in PostgreSQL under the prefix {@code rs.}, so that SHOW, RESET and
 * a rollback treat them as any other. Not thread-safe.
 */
final class Settings {

    private static final String CASE_SENSITIVE = "enable_case_sensitive_super_attribute";

    /** Parameters whose other value would change what SQL means here, with the values that are fine. */
    private static final Map<String, Boolean> FIXED = Map.of(
            "enable_case_sensitive_identifier", false,
            "navigate_super_null_on_error", true,
            "cast_super_null_on_error", true,
            "parse_super_null_on_error", false,
            "json_parse_dedup_attributes", false,
            "json_parse_truncate_strings", false,
            "downcase_delimited_identifier", true);

    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "query_group",
            "enable_result_cache_for_session",
            "wlm_query_slot_count",
            "analyze_threshold_percent",
            "describe_field_name_in_uppercase",
            "enable_vacuum_boost",
            "error_on_nondeterministic_update",
            "json_serialization_enable",
            "json_serialization_parse_nested_strings",
            "max_concurrency_scaling_clusters",
            "mv_enable_aqmv_for_session",
            "spectrum_query_maxerror",
            "stored_proc_log_min_messages",
            "use_fips_ssl");

    private static final Set<String> ON = Set.of("true", "on", "t", "1", "yes");

    /** Parameters that PostgreSQL has as well: those of Redshift, and those that clients set as they connect. */
    private static final Set<String> SHARED = Set.of(
            "application_name",
            "client_encoding",
            "client_min_messages",
            "datestyle",
            "extra_float_digits",
            "intervalstyle",
            "search_path",
            "seed",
            "statement_timeout",
            "time",
            "timezone",
            "transaction_isolation",
            "transaction_read_only",
            "default_transaction_read_only",
            "names");

    /** What can be shown beside them: SHOW TRANSACTION ISOLATION LEVEL, and what drivers ask a server that they meet. */
    private static final Set<String> SHOWN =
            Set.of("transaction", "server_encoding", "standard_conforming_strings", "max_identifier_length");

    private boolean caseSensitive;
    private boolean caseSensitiveBefore;

    /** Whether unquoted attribute names keep their case. */
    boolean caseSensitiveAttributes() {
        return caseSensitive;
    }

    /** A transaction begins: from here a rollback leads back. */
    void begin() {
        caseSensitiveBefore = caseSensitive;
    }

    void rollback() {
        caseSensitive = caseSensitiveBefore;
    }

    void commit() {
        caseSensitiveBefore = caseSensitive;
    }

    /** SET. */
    Rendition set(List<Node> nodes) {
        Cursor cursor = new Cursor(nodes);
        cursor.expect("SET");
        if (cursor.sees("SESSION", "CHARACTERISTICS") || cursor.sees("TRANSACTION")) {
            return Rendition.plain(Node.text(nodes));
        }
        String scope = cursor.accept("LOCAL") ? "LOCAL " : "";
        if (cursor.accept("SESSION", "AUTHORIZATION") || cursor.accept("SESSION", "SESSION", "AUTHORIZATION")) {
            return UserStatements.setSessionAuthorization(cursor, !scope.isEmpty());
        }
        cursor.accept("SESSION");
        String name = cursor.expectName().name();
        if (!isRedshiftOnly(name) && !SHARED.contains(name) && !name.equals("readonly")) {
            throw new RedshiftSqlException("42704", "unrecognized configuration parameter \"" + name + "\"");
        }
        if (!cursor.accept("TO") && !cursor.acceptSymbol("=")) {
            return Rendition.plain(Node.text(nodes));
        }
        List<Node> value = cursor.rest();
        String text = Node.text(value).strip();
        String plain = text.replace("'", "").toLowerCase(Locale.ROOT);
        if (name.equals("readonly")) {
            return Rendition.plain("SET SESSION CHARACTERISTICS AS TRANSACTION READ "
                            + (ON.contains(plain) ? "ONLY" : "WRITE"))
                    .withTag("SET");
        }
        if (!isRedshiftOnly(name)) {
            return Rendition.plain(Node.text(nodes));
        }
        Boolean fixed = FIXED.get(name);
        if (fixed != null && ON.contains(plain) != fixed && !plain.equals("default")) {
            throw RedshiftSqlException.notEmulated(name + " = " + plain);
        }
        if (name.equals(CASE_SENSITIVE)) {
            caseSensitive = ON.contains(plain);
        }
        return Rendition.plain("SET " + scope + "rs." + name + " TO " + text);
    }

    /** RESET. */
    Rendition reset(List<Node> nodes) {
        Cursor cursor = new Cursor(nodes);
        cursor.expect("RESET");
        if (cursor.accept("SESSION", "AUTHORIZATION")) {
            cursor.expectEnd();
            return Rendition.block("RESET", "rs.set_session_authorization(NULL, false)");
        }
        String name = cursor.expectName().name();
        if (name.equals(CASE_SENSITIVE) || name.equals("all")) {
            caseSensitive = false;
        }
        return Rendition.plain(isRedshiftOnly(name) ? "RESET rs." + name : Node.text(nodes));
    }

    /** SHOW of one parameter; a list of objects is not emulated. */
    Rendition show(List<Node> nodes) {
        Cursor cursor = new Cursor(nodes);
        cursor.expect("SHOW");
        for (String objects : List.of(
                "TABLES", "COLUMNS", "SCHEMAS", "DATABASES", "TABLE", "VIEW", "GRANTS", "DATASHARES", "PROCEDURES")) {
            if (cursor.sees(objects)) {
                throw RedshiftSqlException.notEmulated("SHOW " + objects);
            }
        }
        String name = cursor.expectName().name();
        if (name.equals("all")) {
            throw RedshiftSqlException.notEmulated("SHOW ALL");
        }
        if (name.equals("server_version")) {
            return Rendition.plain("SELECT '" + FrontConnection.SERVER_VERSION + "' AS server_version")
                    .withTag("SHOW");
        }
        if (SHARED.contains(name) || SHOWN.contains(name)) {
            return Rendition.plain(Node.text(nodes));
        }
        if (!isRedshiftOnly(name)) {
            throw new RedshiftSqlException("42704", "unrecognized configuration parameter \"" + name + "\"");
        }
        String missing = FIXED.getOrDefault(name, false) ? "on" : "off";
        return Rendition.plain("SELECT coalesce(nullif(current_setting('rs." + name + "', true), ''), '" + missing
                        + "') AS " + name)
                .withTag("SHOW");
    }

    /** SET_CONFIG of a parameter that SET would refuse. */
    static void checkSetConfig(Node.Group arguments) {
        boolean literal = !arguments.children().isEmpty()
                && arguments.children().get(0) instanceof Node.Token token
                && token.kind() == Node.Kind.STRING;
        String name = literal
                ? Literals.content((Node.Token) arguments.children().get(0)).toLowerCase(Locale.ROOT)
                : "";
        if (!literal || isRedshiftOnly(name)) {
            throw RedshiftSqlException.notEmulated("SET_CONFIG of " + (literal ? name : "what is no literal"));
        }
        if (!SHARED.contains(name)) {
            throw new RedshiftSqlException("42704", "unrecognized configuration parameter \"" + name + "\"");
        }
    }

    private static boolean isRedshiftOnly(String name) {
        return name.equals(CASE_SENSITIVE) || FIXED.containsKey(name) || WITHOUT_EFFECT.contains(name);
    }
}
