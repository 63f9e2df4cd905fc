package io.github.calllake.schema;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.calllake.schema.ColumnType.Array;
import io.github.calllake.schema.ColumnType.Field;
import io.github.calllake.schema.ColumnType.Struct;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON columns of flat views the same from both tiers: Redshift gives an array as it was sent, Athena gives it from
 * the lake's structs, with lower-case names and a null for each absent member.
 *
 * <p>Thread-safe; holds no state.
 */
public final class JsonColumns {

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            // What is in the tiers has been read once: its limits are those of the stream.
                            .maxNestingDepth(Integer.MAX_VALUE)
                            .maxNumberLength(Integer.MAX_VALUE)
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private JsonColumns() {}

    /** How the members of structs are named in a text. */
    public enum Naming {
        /** As the event had them: what Redshift gives. */
        AS_SENT,
        /** In lower case, as Glue has them: what Athena gives. */
        GLUE
    }

    /** Whether two texts of a JSON column say the same. */
    public static boolean same(
            FlatView view,
            FlatView.Column column,
            @Nullable String one,
            Naming oneNaming,
            @Nullable String other,
            Naming otherNaming) {
        if (one == null || other == null) {
            return Objects.equals(one, other);
        }
        ColumnType type = FlatViews.typeOf(view, column.source());
        return type instanceof ColumnType.Scalar
                ? one.equals(other) || sameDocument(parse(one), parse(other))
                : Objects.equals(typed(one, type, oneNaming), typed(other, type, otherNaming));
    }

    private static boolean sameDocument(JsonNode one, JsonNode other) {
        return one.isContainerNode() && one.equals(JsonColumns::compareLeaves, other);
    }

    private static int compareLeaves(JsonNode one, JsonNode other) {
        if (one.isNumber() && other.isNumber()) {
            return one.decimalValue().compareTo(other.decimalValue());
        }
        return one.equals(other) ? 0 : 1;
    }

    private static @Nullable Object typed(String text, ColumnType type, Naming naming) {
        return JsonValues.convert(parse(text), naming == Naming.GLUE ? withGlueNames(type) : type);
    }

    private static ColumnType withGlueNames(ColumnType type) {
        if (type instanceof Array array) {
            return new Array(withGlueNames(array.element()));
        }
        if (type instanceof Struct struct) {
            return new Struct(struct.fields().stream()
                    .map(field -> new Field(field.name(), withGlueNames(field.type()), List.of(field.name())))
                    .toList());
        }
        return type;
    }

    private static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException notJson) {
            return MissingNode.getInstance();
        }
    }
}
