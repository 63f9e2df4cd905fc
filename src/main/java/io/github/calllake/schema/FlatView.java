package io.github.calllake.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A flat view: the same name, columns, types and meaning in Redshift and in Athena. Immutable.
 *
 * @param name the view's name, e.g. {@code utterance}
 * @param table the table of events it stands on, in either tier
 * @param unnest the array whose elements make the rows; empty where an event is a row
 * @param columns the columns in order
 * @param toldApartBy payload columns that, beside pipeline, call and time, tell an event without an id from others
 */
public record FlatView(
        String name, EventTable table, Optional<Unnest> unnest, List<Column> columns, List<String> toldApartBy) {
    public FlatView {
        columns = List.copyOf(columns);
        toldApartBy = List.copyOf(toldApartBy);
    }

    /**
     * What makes an event the same one when it is delivered again in another record: its id if it has one; otherwise the
     * pipeline, the call, the time as sent, and what its payload is known by. An event with neither id nor time is like no
     * other.
     */
    public Identity identity() {
        List<String> otherwise = new ArrayList<>(List.of("media_insights_pipeline_id", "call_id", TIME_AS_SENT));
        otherwise.addAll(toldApartBy);
        return new Identity(has("event_id") ? Optional.of("event_id") : Optional.empty(), otherwise, place());
    }

    /** The column with an element's place in its event; empty where an event is a row. */
    public Optional<String> place() {
        return columns.stream()
                .filter(column -> column.source() instanceof Source.ElementIndex)
                .map(Column::name)
                .findFirst();
    }

    private boolean has(String columnName) {
        return columns.stream().anyMatch(column -> column.name().equals(columnName));
    }

    /**
     * By which columns a view's rows are those of the same event.
     *
     * @param id the column of the event's own id; empty where its kind has none
     * @param otherwise the columns that stand in for an id that is absent or NULL
     * @param place the column of the element's place in the event; empty where an event is a row
     */
    public record Identity(Optional<String> id, List<String> otherwise, Optional<String> place) {
        public Identity {
            otherwise = List.copyOf(otherwise);
        }
    }

    /** The column of the event's time as its producer wrote it. */
    public static final String TIME_AS_SENT = "event_time_text";

    /** The columns that tell a row of this view from every other: the record, then the place in the record. */
    public List<String> key() {
        return Stream.concat(Stream.of("shard_id", "sequence_number", "subsequence_number"), place().stream())
                .toList();
    }

    /**
     * The column of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Column column(String columnName) {
        return columns.stream()
                .filter(column -> column.name().equals(columnName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Flat view " + name + " has no column " + columnName));
    }

    /**
     * A column of a flat view.
     *
     * @param name snake_case, with the unit where there is one
     * @param type what both engines return
     * @param source where it comes from
     */
    public record Column(String name, ValueType type, Source source) {}

    /** What both engines return for a column. */
    public enum ValueType {
        VARCHAR,
        /** JSON text. Its object keys are matched without case: Glue lower-cases struct members. */
        JSON,
        BOOLEAN,
        INTEGER,
        BIGINT,
        DOUBLE,
        /** Without zone, UTC, whole milliseconds. */
        TIMESTAMP,
        DATE
    }

    /**
     * Rows from an array. An event whose array is absent, empty or broken still has one row, without an element.
     *
     * @param array the array's place
     * @param orElse the struct column that stands in for the element where there is none
     */
    public record Unnest(Source.Member array, Optional<String> orElse) {}

    /** Where a flat column comes from, in terms of the lake table's columns. */
    public sealed interface Source {

        /**
         * A column of the table, or a member inside it.
         *
         * @param column the table column
         * @param members Glue names of struct members below it, with {@code 0} for an array's first element; may be empty
         */
        record Member(String column, List<String> members) implements Source {
            public Member {
                members = List.copyOf(members);
            }
        }

        /**
         * The unnested element, or a member inside it.
         *
         * @param members as in {@link Member}; empty for the element itself
         */
        record Element(List<String> members) implements Source {
            public Element {
                members = List.copyOf(members);
            }
        }

        /** The first of several that is not null. */
        record FirstOf(List<Source> sources) implements Source {
            public FirstOf {
                sources = List.copyOf(sources);
            }
        }

        /** The element's place in its array, from 0; null where there is no element. */
        record ElementIndex() implements Source {}

        /** The UTC day of {@code event_time}; in the lake it is read from the partition. */
        record EventDate() implements Source {}

        /** A column that this detail type has no value for. */
        record Absent() implements Source {}
    }
}
