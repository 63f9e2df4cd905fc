package io.github.calllake.simulate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;

/** JSON objects as bytes or as text, and the few shapes that events have in common. */
final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int USUAL_SIZE = 4096;

    private Json() {}

    /** The members of one JSON object. */
    @FunctionalInterface
    interface Members {
        void writeTo(JsonGenerator json) throws IOException;
    }

    static byte[] bytes(Members members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_SIZE);
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            json.writeStartObject();
            members.writeTo(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    static String text(Members members) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeStartObject();
            members.writeTo(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return text.toString();
    }

    static void object(JsonGenerator json, String name, Members members) throws IOException {
        json.writeObjectFieldStart(name);
        members.writeTo(json);
        json.writeEndObject();
    }

    /** A decimal number, or the same between quotes. */
    static void decimal(JsonGenerator json, String name, long unscaled, int scale, boolean quoted) throws IOException {
        BigDecimal number = BigDecimal.valueOf(unscaled, scale);
        if (quoted) {
            json.writeStringField(name, number.toPlainString());
        } else {
            json.writeNumberField(name, number);
        }
    }
}
