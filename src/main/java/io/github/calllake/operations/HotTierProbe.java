package io.github.calllake.operations;

import io.github.calllake.CallLakeException;
import io.github.calllake.engine.RedshiftSession;
import io.github.calllake.engine.RedshiftSession.Row;
import io.github.calllake.engine.RedshiftSession.StatementException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Asks a real Redshift what no documentation settles. It makes a schema and a role of its own, asks in there, and removes both; what a probe that
 * was killed has left goes first. Nothing else is changed. One at a time in a database. Immutable.
 */
public final class HotTierProbe {
    /** Holds all that a probe makes, but the role. */
    public static final String SCHEMA = "call_lake_probe";

    private static final String ROLE = "call_lake_probe_role";

    private final HotTier hotTier;
    private final List<ProbeQuestion> questions;

    /** With the questions that are open today. */
    public HotTierProbe(HotTier hotTier) {
        this(hotTier, ProbeQuestion.all(hotTier));
    }

    HotTierProbe(HotTier hotTier, List<ProbeQuestion> questions) {
        this.hotTier = hotTier;
        this.questions = List.copyOf(questions);
    }

    /** Asks everything; a question that is refused has that for an answer. Throws nothing that could have been said as a finding. */
    public Checkup ask() {
        List<Finding> findings = new ArrayList<>();
        try (RedshiftSession session = RedshiftSession.open(hotTier.redshift())) {
            try {
                remove(session);
                setUp(session);
                questions.forEach(question -> findings.add(answer(session, question)));
            } finally {
                remove(session);
            }
        } catch (CallLakeException e) {
            findings.add(Finding.warning(
                    "probe.objects",
                    "the probe could not make or remove its objects: " + e.getMessage(),
                    "What it left stays until the next probe.",
                    "Run as a user who may create a schema; then `DROP SCHEMA IF EXISTS " + SCHEMA
                            + " CASCADE` and `DROP ROLE " + ROLE + " FORCE`, or `./call-lake doctor --probe` again."));
        }
        return new Checkup(findings, true);
    }

    private static void setUp(RedshiftSession session) {
        session.execute("CREATE SCHEMA " + SCHEMA);
        session.execute("CREATE TABLE " + SCHEMA + ".p (id int, s super)");
        session.execute("INSERT INTO " + SCHEMA + ".p SELECT 1, JSON_PARSE('{\"a\":[{\"x\":\"0.9\"},null],"
                + "\"t\":\"2024-06-20T08:00:05.118204Z\",\"o\":null}')");
        session.execute("INSERT INTO " + SCHEMA
                + ".p SELECT 2, JSON_PARSE('{\"a\":{\"x\":1},\"t\":\"2024-06-20T08:00:05.1\"}')");
        session.execute("INSERT INTO " + SCHEMA + ".p SELECT 3, JSON_PARSE('{\"a\":[]}')");
    }

    private static void remove(RedshiftSession session) {
        session.execute("DROP SCHEMA IF EXISTS " + SCHEMA + " CASCADE");
        if (!session.rows("SELECT role_name FROM svv_roles WHERE TRIM(role_name) = '" + ROLE + "'")
                .isEmpty()) {
            session.execute("DROP ROLE " + ROLE + " FORCE");
        }
    }

    private static Finding answer(RedshiftSession session, ProbeQuestion question) {
        String answer;
        try {
            question.before().forEach(session::execute);
            answer = question.ask().startsWith("SELECT")
                    ? session.rows(question.ask()).stream()
                            .map(HotTierProbe::text)
                            .collect(Collectors.joining(" / "))
                    : "works (" + session.execute(question.ask()) + " rows)";
        } catch (StatementException e) {
            answer = "refused: " + e.sqlState() + " "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            endTransaction(session);
        }
        return question.answered(answer);
    }

    /** One question opens a transaction; a refusal leaves it open. */
    private static void endTransaction(RedshiftSession session) {
        session.execute("ROLLBACK");
    }

    private static String text(Row row) {
        return row.values().values().stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
