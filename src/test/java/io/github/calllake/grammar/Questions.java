package io.github.calllake.grammar;

import io.github.calllake.engine.RedshiftEngine;
import io.github.calllake.engine.RedshiftSettings;
import io.github.calllake.query.RenderedQuestions;
import java.util.ArrayList;
import java.util.List;

/** What the questions look like on their way to Redshift. */
final class Questions {

    /** No connection is made to it. */
    private static final RedshiftSettings NOWHERE =
            RedshiftSettings.of("jdbc:redshift://nowhere.invalid:5439/dev", "nobody", "nothing");

    private Questions() {}

    static List<Sql> statements() {
        try (RedshiftEngine engine = RedshiftEngine.open(NOWHERE)) {
            List<Sql> statements = new ArrayList<>();
            RenderedQuestions.of(engine).forEach((name, asked) -> {
                for (int i = 0; i < asked.size(); i++) {
                    statements.add(new Sql("question:" + name + "#" + (i + 1), asked.get(i)));
                }
            });
            return statements;
        }
    }
}
