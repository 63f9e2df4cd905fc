package io.github.calllake.operations;

import static io.github.calllake.operations.HotTierProbe.SCHEMA;

import io.github.calllake.engine.RedshiftSession;
import java.util.List;

/**
 * Something that no documentation of Redshift settles.
 *
 * @param id of the finding
 * @param question in words
 * @param before statements that have to come first
 * @param ask a SELECT, or a statement that works or does not
 * @param expected a regular expression of the answer that Call Lake counts on
 * @param why why another answer matters
 * @param fix the setting to change then
 */
record ProbeQuestion(
        String id, String question, List<String> before, String ask, String expected, String why, String fix) {

    private static final int LONGEST_ANSWER = 200;

    ProbeQuestion {
        before = List.copyOf(before);
    }

    /** What an answer means. */
    Finding answered(String answer) {
        String shown = answer.length() > LONGEST_ANSWER ? answer.substring(0, LONGEST_ANSWER) + ".." : answer;
        return shown.matches(expected)
                ? Finding.ok(id, question + " " + shown)
                : Finding.notice(id, question + " " + shown + "; Call Lake counts on " + expected, why, fix);
    }

    /** All that are open. */
    static List<ProbeQuestion> all(HotTier hotTier) {
        String view = SCHEMA + ".streaming";
        String source = RedshiftSession.name(hotTier.kinesisSchema(), hotTier.stream());
        return List.of(
                new ProbeQuestion(
                        "probe.left-join-array",
                        "How many rows gives LEFT JOIN over an array of two, an object and an empty array?",
                        List.of(),
                        "SELECT COUNT(*) AS n FROM " + SCHEMA + ".p LEFT JOIN p.s.a AS r AT i ON TRUE",
                        "4",
                        "speaker_match has one row for each match, and one for an event without any.",
                        "Report it: the view must then be written with UNION ALL."),
                new ProbeQuestion(
                        "probe.timestamp-zone",
                        "What is a time with Z, cast from SUPER?",
                        List.of(),
                        "SELECT s.t::timestamp AS t FROM " + SCHEMA + ".p WHERE id = 1",
                        "2024-06-20[ T]08:00:05\\.118204.*",
                        "event_time is the event's own time; NULL would make it the arrival.",
                        "Report it. Until then ask by arrival_time."),
                new ProbeQuestion(
                        "probe.text-as-number",
                        "What is a number in quotes, cast from SUPER?",
                        List.of(),
                        "SELECT s.a[0].x::double precision AS x FROM " + SCHEMA + ".p WHERE id = 1",
                        "0\\.9|null|",
                        "The views read both forms; an error would stop questions.",
                        "Report it with the message."),
                new ProbeQuestion(
                        "probe.text-too-long",
                        "What is a text too long for its type, cast from SUPER?",
                        List.of(),
                        "SELECT s.a[0].x::varchar(2) AS x FROM " + SCHEMA + ".p WHERE id = 1",
                        "0\\.|null|",
                        "Cut texts would join to the wrong call; ids have 256 characters.",
                        "Keep call ids below 256 characters."),
                new ProbeQuestion(
                        "probe.backslash",
                        "Is a backslash in a literal an escape?",
                        List.of(),
                        "SELECT LEN('a\\\\b') AS n",
                        "3",
                        "Inlined values are escaped so; otherwise they change.",
                        "Report it before anything else: values could leave their quotes."),
                new ProbeQuestion(
                        "probe.hyphen-column",
                        "May a column's name have a hyphen?",
                        List.of(),
                        "SELECT \"a-b\" FROM (SELECT 1 AS \"a-b\") AS t",
                        "1",
                        "Queries written for the Chime tables name detail-type.",
                        "Use the underscored names of the flat views."),
                new ProbeQuestion(
                        "probe.varbyte-case",
                        "Does CASE take VARBYTE in a view?",
                        List.of("CREATE VIEW " + SCHEMA
                                + ".bytes AS SELECT CASE WHEN id = 1 THEN TO_VARBYTE('00', 'hex') END AS b FROM "
                                + SCHEMA + ".p"),
                        "SELECT COUNT(b) AS n FROM " + SCHEMA + ".bytes",
                        "1",
                        "The landing view keeps unreadable records' bytes by a CASE.",
                        "Set FLYWAY_PLACEHOLDERS_TOPOLOGY to per-detail-type."),
                new ProbeQuestion(
                        "probe.dollar-quotes",
                        "Does CALL take a text in dollar quotes?",
                        List.of("CREATE PROCEDURE " + SCHEMA
                                + ".echo(t varchar(100)) AS $$ BEGIN RAISE INFO '%', t; END $$ LANGUAGE plpgsql"),
                        "CALL " + SCHEMA + ".echo($$it's$$)",
                        "works.*",
                        "The migrations' callbacks hand settings to a procedure so.",
                        "Keep quotes out of the FLYWAY_PLACEHOLDERS_ settings, but for the role's own."),
                new ProbeQuestion(
                        "probe.role-in-procedure",
                        "Can a procedure create a role?",
                        List.of("CREATE PROCEDURE " + SCHEMA
                                + ".make_role() AS $$ BEGIN CREATE ROLE call_lake_probe_role; END $$ LANGUAGE plpgsql"),
                        "CALL " + SCHEMA + ".make_role()",
                        "works.*",
                        "The migrations make the readers' roles in a procedure.",
                        "Create the readers' roles by hand before `mvn flyway:migrate` (docs/hot-tier.md)."),
                new ProbeQuestion(
                        "probe.view-in-transaction",
                        "Can a streaming view be made inside a transaction?",
                        List.of("BEGIN"),
                        "CREATE MATERIALIZED VIEW " + view + " AS SELECT approximate_arrival_timestamp, shard_id,"
                                + " sequence_number FROM " + source,
                        "works.*",
                        "Flyway runs each migration in one.",
                        "Run the migrations with FLYWAY_EXECUTE_IN_TRANSACTION=false."),
                new ProbeQuestion(
                        "probe.poll-rate",
                        "How many reads a minute and shard does the busiest view make?",
                        List.of("ROLLBACK"),
                        "SELECT COALESCE(MAX(n), 0) AS reads FROM (SELECT mv_name, partition_id, COUNT(*) / 10 AS n"
                                + " FROM sys_stream_scan_states WHERE record_time > DATEADD(minute, -10, GETDATE())"
                                + " GROUP BY mv_name, partition_id) AS rates",
                        "[0-9]{1,2}|1[0-9]{2}",
                        "A shard bears 300 reads a minute of all its readers together.",
                        "Set FLYWAY_PLACEHOLDERS_TOPOLOGY to landing: one view reads instead of eight."));
    }
}
