package io.github.calllake.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * Reads stream records, tolerantly: what is no known event comes back as a {@link Undecodable}, and a known event with
 * one broken part is still an event. It accepts and refuses the same records as the streaming views of the hot tier.
 *
 * <p>Thread-safe; holds no state.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/chime-sdk/latest/dg/call-analytics-processor-and-output-destinations.html">Call
 *     analytics processor and output destinations</a>
 */
public final class EventDecoder {

    private static final int DETAIL_TYPE_SHOWN = 128;

    private EventDecoder() {}

    /** Reads one record's data. Never throws for bad data. */
    public static DecodedEvent decode(byte[] data) {
        JsonNode payload;
        try {
            payload = StrictJson.parse(data);
        } catch (StrictJson.RefusedException e) {
            return e.failure();
        }
        JsonNode detailType = payload.path("detail-type");
        if (!detailType.isTextual() || detailType.textValue().isEmpty()) {
            return new Undecodable(Undecodable.Reason.NO_DETAIL_TYPE, "The record has no text under detail-type");
        }
        return DetailType.fromText(detailType.textValue())
                .<DecodedEvent>map(type -> event(type, payload))
                .orElseGet(() -> unknown(detailType.textValue()));
    }

    private static CallEvent event(DetailType named, JsonNode payload) {
        ObjectNode metadata = objectOf(payload.path("metadata"));
        return new CallEvent(
                routed(named, payload),
                payload,
                metadata,
                objectOf(metadata.path("oneTimeMetadata")),
                EventTime.parse(payload.path("time")));
    }

    /** AWS's pages also show category events under the utterances' detail type; the body tells them apart. */
    private static DetailType routed(DetailType named, JsonNode payload) {
        return named == DetailType.TRANSCRIBE_CALL_ANALYTICS && isPresent(payload.path("CategoryEvent"))
                ? DetailType.TRANSCRIBE_CALL_ANALYTICS_CATEGORY_EVENTS
                : named;
    }

    private static boolean isPresent(JsonNode node) {
        boolean emptyText = node.isTextual()
                && (node.textValue().isEmpty() || node.textValue().equals("null"));
        return !node.isMissingNode() && !node.isNull() && !emptyText;
    }

    /** The object that a node is, or that its text holds; else an empty one. */
    private static ObjectNode objectOf(JsonNode node) {
        if (node instanceof ObjectNode object) {
            return object;
        }
        return Optional.of(node)
                .filter(JsonNode::isTextual)
                .flatMap(text -> StrictJson.tryParse(text.textValue()))
                .filter(ObjectNode.class::isInstance)
                .map(ObjectNode.class::cast)
                .orElseGet(JsonNodeFactory.instance::objectNode);
    }

    private static Undecodable unknown(String detailType) {
        String shown =
                detailType.length() <= DETAIL_TYPE_SHOWN ? detailType : detailType.substring(0, DETAIL_TYPE_SHOWN);
        return new Undecodable(
                Undecodable.Reason.UNKNOWN_DETAIL_TYPE, "Unknown detail-type \"" + shown.replace('"', '\'') + "\"");
    }
}
