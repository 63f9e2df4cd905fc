package io.github.calllake.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.calllake.TestLake;
import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.RedshiftEngine;
import io.github.calllake.schema.FlatView;
import io.github.calllake.schema.FlatViews;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a restricted reader sees: the same rows, without what identifies a caller. */
@ExtendWith(TestLake.Shared.class)
class RestrictedViewsTest {

    private static final Set<String> WITHHELD =
            Set.of("from_number", "to_number", "invite_headers", "siprec_metadata", "siprec_metadata_json", "metadata");

    @Test
    void phone_numbers_sip_headers_and_free_form_metadata_are_null_and_all_else_is_there(TestLake lake) {
        Set<String> withheld = new TreeSet<>();
        try (QueryEngine restricted = RedshiftEngine.open(lake.redshift("call_analytics_restricted"))) {
            for (FlatView view : FlatViews.all()) {
                List<Record> all = rows(lake.hot(), view);
                List<Record> some = rows(restricted, view);
                assertThat(some).as(view.name()).hasSameSizeAs(all);
                for (int i = 0; i < all.size(); i++) {
                    for (FlatView.Column column : view.columns()) {
                        Object value = some.get(i).get(column.name());
                        if (WITHHELD.contains(column.name())) {
                            assertThat(value).as(column.name()).isNull();
                            withheld.add(all.get(i).get(column.name()) == null ? "" : column.name());
                        } else {
                            assertThat(value)
                                    .as(column.name())
                                    .isEqualTo(all.get(i).get(column.name()));
                        }
                    }
                }
            }
        }
        assertThat(withheld).contains("from_number", "to_number", "metadata", "invite_headers", "siprec_metadata");
    }

    @Test
    void questions_run_on_them_unchanged(TestLake lake) {
        TimeRange everything = TimeRange.startingAt(lake.start().minusSeconds(86_400), java.time.Duration.ofDays(3));
        try (QueryEngine restricted = RedshiftEngine.open(lake.redshift("call_analytics_restricted"))) {
            assertThat(CallAnalytics.over(restricted).calls(CallFilter.in(everything)).stream()
                            .map(CallSummary::callId))
                    .isNotEmpty()
                    .containsExactlyElementsOf(CallAnalytics.over(lake.hot()).calls(CallFilter.in(everything)).stream()
                            .map(CallSummary::callId)
                            .toList());
        }
    }

    private static List<Record> rows(QueryEngine engine, FlatView view) {
        List<String> order = view.unnest().isPresent()
                ? List.of(view.columns().stream()
                        .map(FlatView.Column::name)
                        .filter(name -> name.endsWith("_index"))
                        .findFirst()
                        .orElseThrow())
                : List.of();
        return engine.list(engine.sql()
                .select(view.columns().stream()
                        .map(column -> text(column).as(column.name()))
                        .toList())
                .from(DSL.table(engine.qualified(view.name())))
                .orderBy(DSL.field("shard_id, sequence_number" + (order.isEmpty() ? "" : ", " + order.get(0)))));
    }

    /** Redshift casts no boolean to text. */
    private static Field<String> text(FlatView.Column column) {
        if (column.type() == FlatView.ValueType.BOOLEAN) {
            Field<Boolean> flag = DSL.field(DSL.name(column.name()), Boolean.class);
            return DSL.when(flag, DSL.inline("true")).when(DSL.not(flag), DSL.inline("false"));
        }
        return DSL.field(DSL.name(column.name())).cast(String.class);
    }
}
