package io.github.calllake.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.calllake.event.CallEvent;
import io.github.calllake.event.DetailType;
import io.github.calllake.event.WrittenNumber;
import io.github.calllake.schema.ColumnSource.Delivery;
import io.github.calllake.schema.ColumnSource.Document;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns events into rows of their lake tables. Never fails for what an event holds: a part that does not fit its column
 * is null there and kept in {@code unmapped}.
 *
 * <p>Thread-safe.
 */
public final class RowMapper {

    /** The hot tier keeps call ids in a column of this many characters. */
    static final int CALL_ID_LENGTH = 256;

    private final Function<DetailType, EventTable> tables;
    private final Map<DetailType, Unmapped> unmapped = new EnumMap<>(DetailType.class);

    /** For the tables of {@link EventTables}. */
    public RowMapper() {
        this(EventTables::of);
    }

    /** For tables that are deployed otherwise, such as {@link DeployedTable#as}. */
    public RowMapper(Function<DetailType, EventTable> tables) {
        this.tables = tables;
        for (DetailType type : DetailType.values()) {
            unmapped.put(type, new Unmapped(tables.apply(type)));
        }
    }

    /**
     * Where a record stood in its stream.
     *
     * @param shardId the shard, e.g. {@code shardId-000000000000}
     * @param sequenceNumber its sequence number, decimal digits
     * @param subsequenceNumber its place in a KPL aggregate; 0 for a record of its own
     * @param arrival Kinesis' approximate arrival, milliseconds
     */
    public record Place(String shardId, String sequenceNumber, long subsequenceNumber, Instant arrival) {}

    /** The row of an event. */
    public EventRow row(CallEvent event, Place place) {
        EventTable table = tables.apply(event.type());
        Instant eventTime = event.eventTime(place.arrival());
        List<@Nullable Object> values = new ArrayList<>(table.columns().size());
        for (EventTable.Column column : table.columns()) {
            values.add(value(column, event, place, eventTime));
        }
        return new EventRow(event.type(), eventTime, values);
    }

    private @Nullable Object value(EventTable.Column column, CallEvent event, Place place, Instant eventTime) {
        if (column.source() instanceof ColumnSource.Json json) {
            return JsonValues.at(document(event, json.document()), json.path().steps(), column.type());
        }
        if (column.source() instanceof ColumnSource.CallKey key) {
            return callKey(document(event, key.document()), key.path());
        }
        return switch ((Delivery) column.source()) {
            case EVENT_TIME -> eventTime;
            case ARRIVAL_TIME -> place.arrival();
            case SHARD_ID -> place.shardId();
            case SEQUENCE_NUMBER -> place.sequenceNumber();
            case SUBSEQUENCE_NUMBER -> place.subsequenceNumber();
            case UNMAPPED ->
                java.util.Objects.requireNonNull(unmapped.get(event.type()))
                        .of(event.payload())
                        .orElse(null);
        };
    }

    private static JsonNode document(CallEvent event, Document document) {
        return switch (document) {
            case PAYLOAD -> event.payload();
            case METADATA -> event.metadata();
            case ONE_TIME_METADATA -> event.oneTimeMetadata();
        };
    }

    /** The streaming views extract it as text, where an object or array cannot be told from its JSON. */
    private static @Nullable String callKey(JsonNode document, ColumnSource.JsonPath path) {
        JsonNode parent = document;
        for (List<String> step : path.steps().subList(0, path.steps().size() - 1)) {
            parent = parent.path(step.get(0));
        }
        for (String spelling : path.steps().get(path.steps().size() - 1)) {
            JsonNode node = parent.path(spelling);
            String text = node instanceof WrittenNumber number ? number.text() : JsonValues.text(node);
            if (node.isContainerNode() || (text != null && !text.isEmpty())) {
                return text == null || text.startsWith("{") || text.startsWith("[") ? null : cut(text);
            }
        }
        return null;
    }

    private static String cut(String text) {
        return text.codePointCount(0, text.length()) <= CALL_ID_LENGTH
                ? text
                : text.substring(0, text.offsetByCodePoints(0, CALL_ID_LENGTH));
    }
}
