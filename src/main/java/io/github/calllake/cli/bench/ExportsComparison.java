package io.github.calllake.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.calllake.lake.LakeStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;

/**
 * A destination held against what must be there. Manifests and objects are read as any consumer reads them, by nothing of the
 * exports' own.
 *
 * @param manifests how many there are
 * @param rows in all objects that manifests name
 * @param objects how many they name
 * @param wrong what is not as it must be: a window without a manifest or with two, other rows, other bytes than the manifest says
 * @param unnamed what lies there and no manifest names
 */
record ExportsComparison(int manifests, long rows, long objects, List<String> wrong, List<String> unnamed) {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String PLACE = "out/";

    static ExportsComparison of(LakeStore store, ExportsCrashData data) throws IOException {
        TreeSet<String> unnamed = new TreeSet<>(store.list(PLACE, ""));
        List<String> wrong = new ArrayList<>();
        List<Instant> missing = new ArrayList<>(data.starts());
        int manifests = 0;
        long rows = 0;
        long objects = 0;
        for (String key : List.copyOf(unnamed)) {
            if (key.contains("/_manifests/")) {
                JsonNode manifest = MAPPER.readTree(store.get(key).orElseThrow());
                Instant from = Instant.parse(manifest.required("from").asText());
                if (!missing.remove(from)) {
                    wrong.add("another manifest than one for each window: " + key);
                }
                List<String> found = rows(store, manifest, wrong);
                if (!found.equals(data.expected(from))) {
                    wrong.add("other rows of window " + from + ": " + found);
                }
                manifest.required("objects")
                        .forEach(object ->
                                unnamed.remove(PLACE + object.required("key").asText()));
                unnamed.remove(key);
                manifests++;
                rows += found.size();
                objects += manifest.required("objects").size();
            }
        }
        missing.forEach(start -> wrong.add("no manifest of window " + start));
        return new ExportsComparison(manifests, rows, objects, wrong, List.copyOf(unnamed));
    }

    private static List<String> rows(LakeStore store, JsonNode manifest, List<String> wrong) throws IOException {
        List<String> rows = new ArrayList<>();
        for (JsonNode object : manifest.required("objects")) {
            String key = object.required("key").asText();
            byte[] content = store.get(PLACE + key).orElse(new byte[0]);
            if (!sha256(content).equals(object.required("sha256").asText())) {
                wrong.add("object " + key + " is not there, or is not what its manifest says");
            }
            for (String line :
                    new String(content, StandardCharsets.UTF_8).lines().toList()) {
                rows.add(row(MAPPER.readTree(line)));
            }
        }
        return rows;
    }

    private static String row(JsonNode row) {
        return ExportsCrashData.row(
                Instant.parse(row.required("window_start").asText()).toString(),
                row.required("kind").asText(),
                row.required("row_count").asLong(),
                row.required("sum_reading").asDouble(),
                row.required("maximum_reading").asDouble());
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
