package io.github.calllake.operations;

import io.github.calllake.catalog.LakeCatalog;
import io.github.calllake.engine.QueryException;
import java.util.List;

/**
 * Asks a real Athena what no documentation settles, in a lake's workgroup. It reads no data; what it leaves is an empty result in the
 * workgroup's place for results, as every query does. Immutable.
 */
public final class AthenaProbe {

    private static final List<ProbeQuestion> QUESTIONS = List.of(new ProbeQuestion(
            "probe.athena-fetch-first",
            "Does Athena take FETCH NEXT .. ROWS ONLY?",
            List.of(),
            "SELECT one FROM (VALUES 1, 2) AS t (one) ORDER BY one FETCH NEXT 1 ROWS ONLY",
            "works",
            "Call Lake writes LIMIT; the SQL of an export job goes as it is written.",
            "Write LIMIT in a job's SQL for the cold tier."));

    private final LakeCatalog catalog;
    private final String database;

    /** @param catalog stays open */
    public AthenaProbe(LakeCatalog catalog, String database) {
        this.catalog = catalog;
        this.database = database;
    }

    /** Asks everything; a question that is refused has that for an answer. */
    public Checkup ask() {
        return new Checkup(
                QUESTIONS.stream()
                        .map(question -> question.answered(answer(question)))
                        .toList(),
                true);
    }

    private String answer(ProbeQuestion question) {
        try {
            catalog.run(database, question.ask());
            return "works";
        } catch (QueryException e) {
            return "refused: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        }
    }
}
