package io.github.calllake.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * JSON as Redshift's {@code JSON_PARSE} takes it: RFC 8259 in valid UTF-8, no repeated key in an object, nested at most
 * 1,000 deep, without U+0000 and lone surrogates. Numbers keep their digits.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/JSON_PARSE.html">JSON_PARSE</a>
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/limitations-super.html">Limitations of SUPER</a>
 */
final class StrictJson {

    private static final int MAX_DEPTH = 1000;
    private static final int MAX_TEXT = 16_000_000;
    /** Numbers that the decimal arithmetic behind either tier's text form can hold. */
    private static final int MAX_WHOLE_DIGITS = 131_072;

    private static final int MAX_FRACTION_DIGITS = 16_383;
    /** A zero may have a larger exponent than other numbers, but not any. */
    private static final int MIN_SCALE = -Integer.MAX_VALUE / 2 + 1;

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(MAX_TEXT)
                            .maxNameLength(MAX_TEXT)
                            .maxNumberLength(MAX_WHOLE_DIGITS + MAX_FRACTION_DIGITS)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private StrictJson() {}

    static JsonNode parse(byte[] utf8) throws RefusedException {
        return parse(text(utf8));
    }

    static Optional<JsonNode> tryParse(String json) {
        try {
            return Optional.of(parse(json));
        } catch (RefusedException notJson) {
            return Optional.empty();
        }
    }

    private static JsonNode parse(String json) throws RefusedException {
        try (JsonParser parser = MAPPER.createParser(json)) {
            if (parser.nextToken() == null) {
                throw new RefusedException(Undecodable.Reason.NOT_JSON, "The record is empty");
            }
            JsonNode node = MAPPER.reader(WrittenNumber.nodesOf(parser)).readTree(parser);
            if (parser.nextToken() != null) {
                throw new RefusedException(Undecodable.Reason.NOT_JSON, "There is more after the end of the JSON");
            }
            requireStorable(node);
            return node;
        } catch (JsonProcessingException e) {
            throw refused(e);
        } catch (NumberFormatException e) {
            // An exponent beyond what a decimal number can have.
            throw outOfRange();
        } catch (IOException e) {
            throw new UncheckedIOException("Reading from memory failed", e);
        }
    }

    private static String text(byte[] utf8) throws RefusedException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RefusedException(Undecodable.Reason.NOT_UTF8, "The record's bytes are not UTF-8");
        }
    }

    /** Jackson's own messages quote the text around the fault, so only the place is taken over. */
    private static RefusedException refused(JsonProcessingException e) {
        if (e instanceof StreamConstraintsException) {
            return new RefusedException(
                    Undecodable.Reason.JSON_NOT_STORABLE, "The JSON is nested over 1,000 deep or holds a huge value");
        }
        boolean duplicate =
                e instanceof JsonParseException && e.getOriginalMessage().startsWith("Duplicate field");
        String place = e.getLocation() == null
                ? ""
                : " at character " + e.getLocation().getCharOffset();
        return duplicate
                ? new RefusedException(Undecodable.Reason.JSON_NOT_STORABLE, "A key is repeated in an object" + place)
                : new RefusedException(Undecodable.Reason.NOT_JSON, "The record is not JSON" + place);
    }

    private static void requireStorable(JsonNode node) throws RefusedException {
        if (node.isTextual()) {
            requireStorable(node.textValue());
        } else if (node.isNumber()) {
            requireStorable(node.decimalValue());
        } else {
            for (Map.Entry<String, JsonNode> member : node.properties()) {
                requireStorable(member.getKey());
                requireStorable(member.getValue());
            }
            if (node.isArray()) {
                for (JsonNode element : node) {
                    requireStorable(element);
                }
            }
        }
    }

    private static void requireStorable(String text) throws RefusedException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw new RefusedException(Undecodable.Reason.JSON_NOT_STORABLE, "A string holds U+0000");
            }
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    throw new RefusedException(Undecodable.Reason.JSON_NOT_STORABLE, "A string holds a lone surrogate");
                }
                i++;
            }
        }
    }

    private static void requireStorable(BigDecimal number) throws RefusedException {
        long wholeDigits = number.signum() == 0 ? 0 : (long) number.precision() - number.scale();
        if (wholeDigits > MAX_WHOLE_DIGITS || number.scale() > MAX_FRACTION_DIGITS || number.scale() < MIN_SCALE) {
            throw outOfRange();
        }
    }

    private static RefusedException outOfRange() {
        return new RefusedException(Undecodable.Reason.JSON_NOT_STORABLE, "A number is out of every range");
    }

    /** Why a text is not taken; without its content. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Undecodable failure;

        RefusedException(Undecodable.Reason reason, String message) {
            super(message);
            this.failure = new Undecodable(reason, message);
        }

        Undecodable failure() {
            return failure;
        }
    }
}
