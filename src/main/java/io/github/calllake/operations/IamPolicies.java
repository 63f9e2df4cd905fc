package io.github.calllake.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which rights each part needs: IAM policies and trust policies, with the least that does, each action with its reason. They lie in this
 * package as JSON with placeholders such as {@code <bucket>}, which no policy editor takes unfilled. Immutable.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/materialized-view-streaming-ingestion-getting-started.html">Streaming
 *     ingestion from Kinesis Data Streams</a>
 * @see <a href="https://docs.aws.amazon.com/streams/latest/dev/kcl-iam-permissions.html">Permissions of the Kinesis Client Library</a>
 */
public final class IamPolicies {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PLACEHOLDER = Pattern.compile("<([a-z-]+)>");
    /** No wildcard among them, nor anything that JSON or an ARN would read otherwise. */
    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9_.:/=+@-]+");

    /** Statements about these are left out where they are not named. */
    private static final Set<String> OPTIONAL = Set.of(
            "stream-key",
            "lake-key",
            "workgroup-id",
            "restricted-database",
            "lease-table",
            "export-bucket",
            "export-key",
            "unload-bucket",
            "results-stream",
            "secret");

    private static final String PREFIX = "prefix";

    private final Map<String, String> names;

    /**
     * Policies for certain resources.
     *
     * @param names what to put for placeholders: {@code account}, {@code region}, {@code stream}, {@code stream-key} (a KMS key's ARN),
     *     {@code bucket}, {@code prefix} (empty for the bucket's root), {@code lake-key}, {@code database}, {@code athena-workgroup},
     *     {@code restricted-database}, {@code workgroup-id} (a UUID), {@code fleet}, {@code lease-table} (a fleet's
     *     name, for the operator); of exports {@code state-bucket}, {@code
     *     state-prefix}, {@code export-bucket}, {@code export-prefix}, {@code export-key}, {@code unload-bucket}, {@code unload-prefix}, {@code results-stream}, {@code secret} (an
     *     ARN)
     * @throws IllegalArgumentException if a value has other characters than such names have
     */
    public IamPolicies(Map<String, String> names) {
        names.forEach((placeholder, value) -> {
            boolean root = placeholder.endsWith(PREFIX) && value.isEmpty();
            if (!root && !VALUE.matcher(value).matches()) {
                throw new IllegalArgumentException("\"" + value + "\" cannot be the " + placeholder
                        + " of a policy: letters, digits and _.:/=+@- only");
            }
        });
        this.names = Map.copyOf(names);
    }

    /** Who needs rights. */
    public enum Part {
        /** The workgroup's role, by which Redshift reads the stream. */
        REDSHIFT,
        /** {@code call-lake archive}. */
        ARCHIVER,
        /** What archivers need beside that where several share the shards of a stream. */
        ARCHIVER_FLEET,
        /** Whoever asks either tier. */
        READER,
        /** Whoever asks either tier and is not to see numbers, SIP headers and metadata. */
        RESTRICTED_READER,
        /** {@code call-lake doctor}, {@code hot} and {@code migrate}. */
        OPERATOR,
        /** {@code call-lake export}: a reader who writes. */
        EXPORTER,
        /** {@code call-lake lake create}. */
        CATALOG;

        /** As in commands and file names. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** What the part may do, as indented JSON. */
    public String policy(Part part) {
        ObjectNode policy = (ObjectNode) read(part.text() + "-policy.json");
        ArrayNode statements = JSON.createArrayNode();
        parts(part).forEach(each -> read(each.text() + "-policy.json")
                .path("Statement")
                .forEach(statement -> {
                    if (unnamed(statement.toString()).stream().noneMatch(OPTIONAL::contains)) {
                        statements.add(statement);
                    }
                }));
        policy.set("Statement", statements);
        return filled(policy.toPrettyString());
    }

    /**
     * What a policy of the part must say to allow one action: its statement with that action alone.
     *
     * @param sid the statement's
     */
    String line(Part part, String sid, String action) {
        for (Part each : parts(part)) {
            for (JsonNode statement : read(each.text() + "-policy.json").path("Statement")) {
                if (statement.path("Sid").asText().equals(sid)
                        && actions(statement).contains(action)) {
                    ObjectNode line = statement.deepCopy();
                    return filled(line.put("Action", action).toString());
                }
            }
        }
        throw new IllegalArgumentException(part.text() + " has no statement " + sid + " with " + action);
    }

    /** Those whose rights a part has. */
    private static List<Part> parts(Part part) {
        return part == Part.EXPORTER ? List.of(Part.READER, part) : List.of(part);
    }

    /** Who may take the part's role on; empty where that depends on where the part runs. */
    public Optional<String> trust(Part part) {
        return part == Part.REDSHIFT
                ? Optional.of(read(part.text() + "-trust.json").toPrettyString())
                : Optional.empty();
    }

    /** The placeholders of a policy that were given no value. */
    public static SortedSet<String> placeholders(String policy) {
        SortedSet<String> found = new TreeSet<>();
        Matcher placeholder = PLACEHOLDER.matcher(policy);
        while (placeholder.find()) {
            found.add(placeholder.group(1));
        }
        return found;
    }

    /** The reason for each action of the part, by statement id and action: {@code ReadStream kinesis:GetRecords}. */
    public Map<String, String> reasons(Part part) {
        Map<String, String> reasons = new LinkedHashMap<>();
        parts(part).forEach(each -> reasons.putAll(ownReasons(each)));
        return reasons;
    }

    /** The same of the part's own statements, without those of whose rights it has, too. */
    static Map<String, String> ownReasons(Part part) {
        Properties all = new Properties();
        try (InputStream file = open("reasons.properties")) {
            all.load(new InputStreamReader(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> reasons = new LinkedHashMap<>();
        for (JsonNode statement : read(part.text() + "-policy.json").path("Statement")) {
            String sid = statement.path("Sid").asText();
            for (String action : actions(statement)) {
                reasons.put(sid + " " + action, all.getProperty(part.text() + "." + sid + "." + action, ""));
            }
        }
        return reasons;
    }

    private static List<String> actions(JsonNode statement) {
        JsonNode action = statement.path("Action");
        return action.isArray()
                ? JSON.convertValue(action, JSON.getTypeFactory().constructCollectionType(List.class, String.class))
                : List.of(action.asText());
    }

    private Set<String> unnamed(String text) {
        Set<String> unnamed = placeholders(text);
        unnamed.removeAll(names.keySet());
        return unnamed;
    }

    private String filled(String policy) {
        String rooted = policy;
        for (Map.Entry<String, String> name : names.entrySet()) {
            if (name.getValue().isEmpty()) {
                rooted = rooted.replace("<" + name.getKey() + ">/", "");
            }
        }
        return PLACEHOLDER
                .matcher(rooted)
                .replaceAll(found -> Matcher.quoteReplacement(names.getOrDefault(found.group(1), found.group())));
    }

    private static JsonNode read(String file) {
        try (InputStream json = open(file)) {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String file) throws IOException {
        InputStream found = IamPolicies.class.getResourceAsStream("iam/" + file);
        if (found == null) {
            throw new IOException("iam/" + file + " is missing from the jar");
        }
        return found;
    }
}
