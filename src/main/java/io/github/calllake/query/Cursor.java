package io.github.calllake.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Where an answer ended, so that the next one goes on behind it. It names the last item by its sort key and not by its
 * place, so it holds while rows come in, move from the hot to the cold tier, or the application restarts.
 *
 * <p>Its text ({@link #toString}) may be kept and given to users; it holds times, record numbers and call ids, no other call
 * content, and is not secret.
 */
public final class Cursor {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> parts;

    private Cursor(List<String> parts) {
        this.parts = List.copyOf(parts);
    }

    /** The cursor behind an item of a question. */
    static Cursor of(String question, List<String> key) {
        List<String> parts = new ArrayList<>(List.of(question));
        parts.addAll(key);
        return new Cursor(parts);
    }

    /**
     * A cursor from its text.
     *
     * @throws IllegalArgumentException if the text is no cursor
     */
    public static Cursor parse(String text) {
        try {
            byte[] json = Base64.getUrlDecoder().decode(text);
            List<String> parts = JSON.readValue(json, new TypeReference<List<String>>() {});
            if (parts.isEmpty() || parts.contains(null)) {
                throw new IllegalArgumentException("The text is no cursor of an answer");
            }
            return new Cursor(parts);
        } catch (IOException e) {
            throw new IllegalArgumentException("The text is no cursor of an answer", e);
        }
    }

    /**
     * The sort key of the last item.
     *
     * @throws IllegalArgumentException if the cursor is of another question
     */
    List<String> keyOf(String question, int length) {
        if (!parts.get(0).equals(question) || parts.size() != length + 1) {
            throw new IllegalArgumentException(
                    "A cursor of \"" + parts.get(0) + "\" does not go with the question \"" + question + "\"");
        }
        return parts.subList(1, parts.size());
    }

    @Override
    public String toString() {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(JSON.writeValueAsString(parts).getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A list of texts cannot be written", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cursor cursor && cursor.parts.equals(parts);
    }

    @Override
    public int hashCode() {
        return parts.hashCode();
    }
}
