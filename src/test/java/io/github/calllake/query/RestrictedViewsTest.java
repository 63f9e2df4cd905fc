package io.github.calllake.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.calllake.TestLake;
import io.github.calllake.engine.AthenaEngine;
import io.github.calllake.engine.AthenaSettings;
import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.QueryOptions;
import io.github.calllake.engine.QueryRows;
import io.github.calllake.engine.RedshiftEngine;
import io.github.calllake.engine.Tier;
import io.github.calllake.schema.FlatView;
import io.github.calllake.schema.FlatViews;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a restricted reader sees: the same rows, without what identifies a caller. */
@ExtendWith(TestLake.Shared.class)
class RestrictedViewsTest {

    private static final Set<String> WITHHELD =
            Set.of("from_number", "to_number", "invite_headers", "siprec_metadata", "siprec_metadata_json", "metadata");

    private static QueryEngine restricted(TestLake lake, Tier tier) {
        return tier == Tier.HOT
                ? RedshiftEngine.open(lake.redshift("call_analytics_restricted"))
                : new AthenaEngine(AthenaSettings.of(TestLake.DATABASE + "_restricted"), lake.athenaClients());
    }

    private static QueryEngine whole(TestLake lake, Tier tier) {
        return tier == Tier.HOT ? lake.hot() : lake.cold();
    }

    @ParameterizedTest
    @EnumSource(Tier.class)
    void phone_numbers_sip_headers_and_free_form_metadata_are_null_and_all_else_is_there(Tier tier, TestLake lake) {
        Set<String> withheld = new TreeSet<>();
        try (QueryEngine restricted = restricted(lake, tier)) {
            for (FlatView view : FlatViews.all()) {
                List<Record> all = rows(whole(lake, tier), view);
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

    @ParameterizedTest
    @EnumSource(Tier.class)
    void questions_run_on_them_unchanged(Tier tier, TestLake lake) {
        TimeRange everything = TimeRange.startingAt(lake.start().minusSeconds(86_400), Duration.ofDays(3));
        try (QueryEngine restricted = restricted(lake, tier)) {
            assertThat(CallAnalytics.over(restricted).calls(CallFilter.in(everything)).stream()
                            .map(CallSummary::callId))
                    .isNotEmpty()
                    .containsExactlyElementsOf(
                            CallAnalytics.over(whole(lake, tier)).calls(CallFilter.in(everything)).stream()
                                    .map(CallSummary::callId)
                                    .toList());
        }
    }

    private static List<Record> rows(QueryEngine engine, FlatView view) {
        List<String> order = view.place().stream().toList();
        try (QueryRows<Record> rows = engine.open(
                engine.sql()
                        .select(view.columns().stream()
                                .map(column -> text(column).as(column.name()))
                                .toList())
                        .from(DSL.table(engine.qualified(view.name())))
                        .orderBy(DSL.field("shard_id, sequence_number" + (order.isEmpty() ? "" : ", " + order.get(0)))),
                QueryOptions.standard().onAnyDay())) {
            return rows.list();
        }
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
