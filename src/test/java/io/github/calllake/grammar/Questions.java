package io.github.calllake.grammar;

import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.QueryOptions;
import io.github.calllake.engine.QueryRows;
import io.github.calllake.engine.QueryStats;
import io.github.calllake.engine.RedshiftEngine;
import io.github.calllake.engine.RedshiftSettings;
import io.github.calllake.engine.Tier;
import io.github.calllake.query.CallAnalytics;
import io.github.calllake.query.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.Select;

/** What the questions of {@link CallAnalytics} look like on their way to Redshift. */
final class Questions implements QueryEngine {

    /** No connection is made to it. */
    private static final RedshiftSettings NOWHERE =
            RedshiftSettings.of("jdbc:redshift://nowhere.invalid:5439/dev", "nobody", "nothing");

    private static final TimeRange A_DAY =
            TimeRange.startingAt(Instant.parse("2026-03-29T00:00:00.123Z"), Duration.ofDays(1));

    private final RedshiftEngine engine = RedshiftEngine.open(NOWHERE);
    private final List<String> asked = new ArrayList<>();

    private Questions() {}

    static List<Sql> statements() {
        try (Questions questions = new Questions()) {
            CallAnalytics analytics = CallAnalytics.over(questions);
            List<Sql> statements = new ArrayList<>();
            analytics.countEvents(A_DAY);
            questions.drainTo(statements, "question:countEvents");
            analytics.calls(A_DAY);
            questions.drainTo(statements, "question:calls");
            analytics.transcript("it's a \\ call", A_DAY);
            questions.drainTo(statements, "question:transcript");
            return statements;
        }
    }

    private void drainTo(List<Sql> statements, String label) {
        for (int i = 0; i < asked.size(); i++) {
            statements.add(new Sql(label + "#" + (i + 1), asked.get(i)));
        }
        asked.clear();
    }

    @Override
    public Tier tier() {
        return engine.tier();
    }

    @Override
    public DSLContext sql() {
        return engine.sql();
    }

    @Override
    public Name qualified(String relation) {
        return engine.qualified(relation);
    }

    @Override
    public <R extends Record> QueryRows<R> open(Select<R> query, QueryOptions options) {
        asked.add(sql().renderInlined(query));
        return QueryRows.of(List.of(), QueryStats.of(tier(), Duration.ZERO));
    }

    @Override
    public void close() {
        engine.close();
    }
}
