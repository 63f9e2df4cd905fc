package io.github.calllake.query;

import io.github.calllake.event.DetailType;
import io.github.calllake.schema.FlatView;
import io.github.calllake.schema.FlatViews;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.impl.DSL;

/** One call over all flat views, by one query a tier. Partial results are left out. */
final class TimelineQuestion {

    private static final Field<String> TYPE = DSL.field(DSL.name("detail_type"), String.class);
    private static final Field<String> WHAT = DSL.field(DSL.name("what"), String.class);
    private static final Field<String> WHO = DSL.field(DSL.name("who"), String.class);
    private static final Field<String> TEXT = DSL.field(DSL.name("said"), String.class);
    private static final Field<Integer> PLACE = DSL.field(DSL.name("place"), Integer.class);
    private static final FlatTable COMMON = FlatTable.of("call_event");

    /** What an entry takes from a view; empty where the view has no such thing. */
    private record Told(String what, String who, String text) {}

    private static final Map<String, Told> TOLD = Map.of(
            "call_event", new Told("call_event_type", "", "s3_recording_url"),
            "recording", new Told("call_event_type", "", "s3_media_object_console_url"),
            "utterance", new Told("sentiment", "participant_role", "transcript"),
            "category_match", new Told("category", "", ""),
            "transcript_result", new Told("", "channel_id", "transcript"),
            "voice_analytics_event", new Told("detail_status", "", "status_message"),
            "speaker_match", new Told("voice_profile_id", "participant_role", "status_message"),
            "voice_tone", new Told("current_label", "participant_role", "status_message"));

    private TimelineQuestion() {}

    private record Row(RowKey key, TimelineEntry entry) {}

    static Answer<TimelineEntry> timeline(Reading reading, CallFilter filter) {
        List<Row> rows = reading.gather(new Reading.RecordPart<>() {
            @Override
            @SuppressWarnings("unchecked") // The selects of all views have the same fields.
            public Select<? extends Record> query(Slice slice) {
                return FlatViews.all().stream()
                        .map(view -> (Select<Record>) entries(slice, view, filter))
                        .reduce(Select::unionAll)
                        .orElseThrow();
            }

            @Override
            public Row read(Record row) {
                return new Row(keyOf(row), entry(row));
            }
        });
        return reading.answer(rows.stream()
                .sorted(Comparator.comparing(Row::key))
                .map(Row::entry)
                .toList());
    }

    private static Select<? extends Record> entries(Slice slice, FlatView view, CallFilter filter) {
        EventRows rows = EventRows.of(slice, view, filter);
        Told told = Objects.requireNonNull(TOLD.get(view.name()), view.name());
        Field<Integer> place =
                view.place().map(name -> rows.field(name, Integer.class)).orElse(DSL.inline(-1));
        List<Field<?>> selected =
                new ArrayList<>(List.of(DSL.inline(view.table().type().text()).as(TYPE)));
        selected.addAll(List.of(
                rows.time("event_time"),
                rows.text("sequence_number"),
                rows.text("shard_id"),
                rows.field("subsequence_number", Long.class),
                DSL.coalesce(place, DSL.inline(-1)).as(PLACE),
                column(rows, told.what()).as(WHAT),
                column(rows, told.who()).as(WHO),
                column(rows, told.text()).as(TEXT)));
        Set<Field<?>> columns = new LinkedHashSet<>(RowKey.columns(rows.columns()));
        List.of(told.what(), told.who(), told.text()).stream()
                .filter(name -> !name.isEmpty())
                .forEach(name -> columns.add(rows.text(name)));
        return slice.engine().sql().select(selected).from(rows.table(columns, finalOnly(view)));
    }

    private static Condition finalOnly(FlatView view) {
        boolean spoken =
                view.columns().stream().anyMatch(column -> column.name().equals("is_partial"));
        return spoken ? Spoken.FINAL : DSL.noCondition();
    }

    private static Field<String> column(EventRows rows, String name) {
        return name.isEmpty() ? DSL.inline(null, ListedView.TEXT) : rows.text(name);
    }

    private static RowKey keyOf(Record row) {
        RowKey key = RowKey.of(COMMON, row);
        return new RowKey(
                key.eventTime(), key.sequenceNumber(), key.shardId(), key.subsequenceNumber(), row.get(PLACE));
    }

    private static TimelineEntry entry(Record row) {
        return new TimelineEntry(
                Times.instant(row.get(COMMON.time("event_time"))).orElseThrow(),
                DetailType.fromText(row.get(TYPE)).orElseThrow(),
                row.get(WHAT),
                row.get(WHO),
                row.get(TEXT));
    }
}
