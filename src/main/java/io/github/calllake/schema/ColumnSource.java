package io.github.calllake.schema;

import java.util.List;

/** Where a lake column's value comes from. Immutable. */
public sealed interface ColumnSource {

    /** A value inside one of the event's JSON documents. */
    record Json(Document document, JsonPath path) implements ColumnSource {}

    /** A key to find a call by: text of at most 256 characters, absent if empty or not a scalar. */
    record CallKey(Document document, JsonPath path) implements ColumnSource {}

    /** What the archiver knows of the record. */
    enum Delivery implements ColumnSource {
        EVENT_TIME,
        ARRIVAL_TIME,
        SHARD_ID,
        SEQUENCE_NUMBER,
        SUBSEQUENCE_NUMBER,
        /** JSON of what no other column of the table holds. */
        UNMAPPED
    }

    /** The JSON documents of an event: metadata and one-time metadata travel as JSON text inside the one before. */
    enum Document {
        PAYLOAD,
        METADATA,
        ONE_TIME_METADATA
    }

    /**
     * Steps from a document's root; each step is a key in every spelling that is read, the documented one first.
     *
     * @param steps at least one; spellings are matched exactly and tried in order
     */
    record JsonPath(List<List<String>> steps) {
        public JsonPath {
            steps = steps.stream().map(List::copyOf).toList();
            if (steps.isEmpty() || steps.stream().anyMatch(List::isEmpty)) {
                throw new IllegalArgumentException("A JSON path needs a key at each step: " + steps);
            }
        }

        /** A path of single spellings. */
        static JsonPath of(String... keys) {
            return new JsonPath(java.util.Arrays.stream(keys).map(List::of).toList());
        }

        /** A path whose one step has several spellings. */
        static JsonPath spelled(String... spellings) {
            return new JsonPath(List.of(List.of(spellings)));
        }
    }
}
