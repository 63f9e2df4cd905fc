package io.github.calllake.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.calllake.export.LedgerEntry.Action;
import io.github.calllake.export.LedgerState.Open;
import io.github.calllake.export.WindowOutput.OutputObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Entries and manifests as they lie in S3. */
final class LedgerJson {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private LedgerJson() {}

    static byte[] entry(String job, LedgerEntry entry) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("job", job)
                .put("number", entry.number())
                .put("action", entry.action().name())
                .put("from", entry.window().from().toString())
                .put("to", entry.window().to().toString())
                .put("attempt", entry.attempt())
                .put("at", entry.at().toString());
        entry.output().ifPresent(output -> json.set("output", output(output)));
        ObjectNode state = json.putObject("state")
                .put("begun", entry.state().begun().toString())
                .put("next", entry.state().next().toString());
        var open = state.putArray("open");
        entry.state().open().forEach(each -> open.addObject()
                .put("from", each.span().from().toString())
                .put("to", each.span().to().toString())
                .put("why", each.why().name()));
        return bytes(json);
    }

    /** The words of an entry that readers of the destination need; the same bytes whoever writes them. */
    static byte[] manifest(String job, LedgerEntry entry) {
        WindowOutput output = entry.output().orElseThrow();
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("job", job)
                .put("from", entry.window().from().toString())
                .put("to", entry.window().to().toString())
                .put("provisional", entry.action() == Action.PROVISIONAL);
        json.setAll(output(output));
        return bytes(json.put("exportedAt", entry.at().toString()));
    }

    private static ObjectNode output(WindowOutput output) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("destination", output.destination())
                .put("format", output.format())
                .put("rows", output.rows())
                .put("tier", output.tier())
                .put("watermark", output.watermark().map(Instant::toString).orElse(null))
                .put("sqlSha256", output.sqlSha256());
        var objects = json.putArray("objects");
        output.objects().forEach(object -> objects.addObject()
                .put("key", object.key())
                .put("rows", object.rows())
                .put("bytes", object.bytes())
                .put("sha256", object.sha256()));
        return json;
    }

    private static byte[] bytes(ObjectNode json) {
        try {
            return (MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n")
                    .getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree in memory could not be written", e);
        }
    }

    /** @param where for the message if it is not what was written there */
    static LedgerEntry entry(String where, byte[] content) {
        try {
            JsonNode json = MAPPER.readTree(content);
            JsonNode output = json.path("output");
            return new LedgerEntry(
                    json.required("number").longValue(),
                    Action.valueOf(json.required("action").asText()),
                    window(json),
                    json.required("attempt").asText(),
                    time(json, "at"),
                    output.isObject() ? Optional.of(output(output)) : Optional.empty(),
                    state(json.required("state")));
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            throw damaged(where, e);
        }
    }

    /** The objects that a manifest names. */
    static WindowOutput manifest(String where, byte[] content) {
        try {
            return output(MAPPER.readTree(content));
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            throw damaged(where, e);
        }
    }

    private static ExportException damaged(String where, Exception e) {
        return new ExportException(
                where
                        + " does not hold what Call Lake wrote there. Restore it from the bucket's versions or its backup",
                e);
    }

    private static LedgerState state(JsonNode json) {
        List<Open> open = new ArrayList<>();
        json.required("open")
                .forEach(each -> open.add(new Open(
                        window(each),
                        LedgerState.Why.valueOf(each.required("why").asText()))));
        return new LedgerState(time(json, "begun"), time(json, "next"), open);
    }

    private static WindowOutput output(JsonNode json) {
        List<OutputObject> objects = new ArrayList<>();
        json.required("objects")
                .forEach(object -> objects.add(new OutputObject(
                        object.required("key").asText(),
                        object.required("rows").longValue(),
                        object.required("bytes").longValue(),
                        object.required("sha256").asText())));
        JsonNode watermark = json.required("watermark");
        return new WindowOutput(
                json.required("destination").asText(),
                json.required("format").asText(),
                objects,
                json.required("rows").longValue(),
                watermark.isNull() ? Optional.empty() : Optional.of(Instant.parse(watermark.asText())),
                json.required("sqlSha256").asText(),
                json.required("tier").asText());
    }

    private static ExportWindow window(JsonNode json) {
        return new ExportWindow(time(json, "from"), time(json, "to"));
    }

    private static Instant time(JsonNode json, String name) {
        return Instant.parse(json.required(name).asText());
    }
}
