package io.github.calllake.lake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Cuts and progress as the JSON in which they lie in the lake. */
final class CommitJson {

    static final String CONTENT_TYPE = "application/json";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private CommitJson() {}

    static byte[] write(Cut cut) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("n", cut.number());
        cut.after().ifPresent(after -> json.put("after", after));
        json.put("first", cut.first()).put("last", cut.last()).put("records", cut.records());
        ArrayNode objects = json.putArray("objects");
        cut.objects()
                .forEach(object -> objects.addObject().put("key", object.key()).put("rows", object.rows()));
        if (!cut.keeps().isEmpty()) {
            ArrayNode keeps = json.putArray("keeps");
            cut.keeps().forEach(keeps::add);
        }
        json.put("writer", cut.writer()).put("format", cut.format());
        json.put("at", cut.at().toString());
        return bytes(json);
    }

    static Cut readCut(byte[] content, String where) {
        return read(content, where, json -> {
            List<Cut.CutObject> objects = new ArrayList<>();
            json.required("objects")
                    .forEach(object -> objects.add(new Cut.CutObject(
                            text(object, "key"), object.required("rows").longValue())));
            return new Cut(
                    json.required("n").longValue(),
                    optionalText(json, "after"),
                    text(json, "first"),
                    text(json, "last"),
                    json.required("records").longValue(),
                    objects,
                    texts(json.path("keeps")),
                    text(json, "writer"),
                    json.required("format").intValue(),
                    Instant.parse(text(json, "at")));
        });
    }

    static byte[] write(ShardProgress progress) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("shard", progress.shard()).put("n", progress.number());
        progress.last().ifPresent(last -> json.put("last", last));
        progress.watermark().ifPresent(watermark -> json.put("watermark", watermark.toString()));
        json.put("state", progress.state().name().toLowerCase(Locale.ROOT));
        ArrayNode children = json.putArray("children");
        progress.children().forEach(children::add);
        return bytes(json);
    }

    static ShardProgress readProgress(byte[] content, String where) {
        return read(
                content,
                where,
                json -> new ShardProgress(
                        text(json, "shard"),
                        json.required("n").longValue(),
                        optionalText(json, "last"),
                        optionalText(json, "watermark").map(Instant::parse),
                        ShardProgress.State.valueOf(text(json, "state").toUpperCase(Locale.ROOT)),
                        texts(json.required("children"))));
    }

    private interface Reading<T> {
        T from(JsonNode json);
    }

    private static <T> T read(byte[] content, String where, Reading<T> reading) {
        try {
            return reading.from(MAPPER.readTree(content));
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            throw new LakeException(
                    where
                            + " does not hold what Call Lake wrote there. Restore it from the bucket's versions or its backup",
                    e);
        }
    }

    private static String text(JsonNode json, String name) {
        return json.required(name).asText();
    }

    private static Optional<String> optionalText(JsonNode json, String name) {
        return Optional.ofNullable(json.path(name).textValue());
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.asText()));
        return texts;
    }

    private static byte[] bytes(ObjectNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }
}
