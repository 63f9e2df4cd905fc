package io.github.calllake.local.athena;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.calllake.local.athena.S3Files.S3File;
import io.github.calllake.local.athena.SqlType.Simple;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a table's files are, and which partition values their names give. DuckDB takes the values from a file's path too: it drops
 * the files that a query's predicates exclude before it opens them. It does so file by file, where a pattern takes it some hundred
 * times as long as cutting the path into folders does.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/partition-projection-setting-up.html">Set up partition
 *     projection</a>
 */
final class Partitioning implements PartitionPlaces {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");

    private final S3Files s3;
    private final List<Path> roots;
    private final Map<String, PartitionRule> rules;
    private final List<String> groups;
    private final String pattern;
    private final Pattern compiled;
    private final Map<String, Folder> folders;

    /**
     * Where in a path a value stands.
     *
     * @param number of the part between slashes, from 1; what is before the first slash is one
     * @param before characters of it before the value
     * @param after characters of it after the value
     */
    private record Folder(int number, int before, int after) {
        String value(String fileSql) {
            String folder = "split_part(" + fileSql + ", '/', " + number + ")";
            String length = after == 0 ? "" : ", length(" + folder + ") - " + (before + after);
            return before + after == 0 ? folder : "substr(" + folder + ", " + (before + 1) + length + ")";
        }
    }

    private Partitioning(
            S3Files s3,
            List<Path> roots,
            Map<String, PartitionRule> rules,
            List<String> groups,
            String pattern,
            Pattern compiled,
            Map<String, Folder> folders) {
        this.s3 = s3;
        this.roots = roots;
        this.rules = rules;
        this.groups = groups;
        this.pattern = pattern;
        this.compiled = compiled;
        this.folders = folders;
    }

    /**
     * Reads a Glue table.
     *
     * @param keys its partition columns, in lower case
     * @throws SqlFailure if its properties are wrong
     */
    static Partitioning of(JsonNode table, List<String> keys, S3Files s3, Clock clock) {
        String location =
                withSlash(table.path("StorageDescriptor").path("Location").asText());
        JsonNode properties = table.path("Parameters");
        Map<String, PartitionRule> rules = new LinkedHashMap<>();
        keys.forEach(key -> rules.put(key, PartitionRule.of(key, properties, clock)));
        String template = Optional.ofNullable(
                        properties.path("storage.location.template").textValue())
                .filter(text -> !keys.isEmpty())
                .orElse(location + hiveFolders(keys));
        return of(withSlash(template), rules, s3);
    }

    private static String hiveFolders(List<String> keys) {
        StringBuilder folders = new StringBuilder();
        keys.forEach(key -> folders.append(key).append("=${").append(key).append("}/"));
        return folders.toString();
    }

    private static String withSlash(String location) {
        return location.endsWith("/") ? location : location + "/";
    }

    private static Partitioning of(String template, Map<String, PartitionRule> rules, S3Files s3) {
        int first = template.indexOf("${");
        String fixed = first < 0 ? template : template.substring(0, template.lastIndexOf('/', first) + 1);
        Path root = s3.path(fixed);

        StringBuilder pattern = new StringBuilder("^").append(quoted(root + "/"));
        List<String> groups = new ArrayList<>();
        Matcher placeholder = PLACEHOLDER.matcher(template);
        int at = fixed.length();
        while (placeholder.find()) {
            String key = Identifiers.name(placeholder.group(1));
            PartitionRule rule = rules.get(key);
            if (rule == null || groups.contains(key)) {
                throw new SqlFailure("INVALID_TABLE_PROPERTY: storage.location.template: ${" + key
                        + "} is no partition column, or occurs twice");
            }
            pattern.append(quoted(template.substring(at, placeholder.start())))
                    .append("([^/]*(?:/[^/]*){" + rule.slashes() + "})");
            groups.add(key);
            at = placeholder.end();
        }
        pattern.append(quoted(template.substring(at)));
        if (groups.size() != rules.size()) {
            throw new SqlFailure(
                    "INVALID_TABLE_PROPERTY: storage.location.template does not name every partition column");
        }
        List<Path> roots = starts(template, rules, fixed).stream().map(s3::path).toList();
        return new Partitioning(
                s3,
                roots,
                rules,
                groups,
                pattern.toString(),
                Pattern.compile(pattern.toString()),
                folders(root + "/" + template.substring(fixed.length()), rules));
    }

    /** The keys whose value is a folder's name or a part of it, up to the first whose value may go over several. */
    private static Map<String, Folder> folders(String template, Map<String, PartitionRule> rules) {
        Map<String, Folder> folders = new HashMap<>();
        String[] parts = template.split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            Matcher placeholder = PLACEHOLDER.matcher(parts[i]);
            if (placeholder.find()) {
                String key = Identifiers.name(placeholder.group(1));
                PartitionRule rule = rules.get(key);
                Folder folder = new Folder(
                        i + 1,
                        parts[i].codePointCount(0, placeholder.start()),
                        parts[i].codePointCount(placeholder.end(), parts[i].length()));
                if (rule == null || rule.slashes() > 0 || placeholder.find()) {
                    return folders;
                }
                folders.put(key, folder);
            }
        }
        return folders;
    }

    /** The folders at which listing begins: listed values are filled in, so that no other table's files are passed over. */
    private static List<String> starts(String template, Map<String, PartitionRule> rules, String fixed) {
        List<String> starts = List.of("");
        Matcher placeholder = PLACEHOLDER.matcher(template);
        int at = 0;
        while (placeholder.find()
                && rules.get(Identifiers.name(placeholder.group(1))) instanceof PartitionRule.OneOf listed) {
            String between = template.substring(at, placeholder.start());
            starts = starts.stream()
                    .flatMap(start -> listed.values().stream().map(value -> start + between + value))
                    .toList();
            at = placeholder.end();
        }
        int next = template.indexOf("${", at);
        int end = next < 0 ? template.length() : template.lastIndexOf('/', next) + 1;
        if (end <= at) {
            return List.of(fixed);
        }
        String rest = template.substring(at, end);
        return starts.stream().map(start -> start + rest).toList();
    }

    /** Text as a pattern that means it, for Java and for DuckDB's RE2. */
    private static String quoted(String text) {
        return text.replaceAll("([^A-Za-z0-9/_=-])", "\\\\$1").replaceAll("\\\\([^\\x00-\\x7f])", "$1");
    }

    /** Folders are looked at as far down as partitions are, and no further. */
    @Override
    public List<Place> places() {
        List<Place> places = new ArrayList<>();
        for (Path root : roots) {
            s3.folders(root, folder -> {
                Matcher match = compiled.matcher(folder + "/");
                boolean isPartition = match.find();
                if (isPartition && isProjected(match)) {
                    places.add(new Place(folder, values(match)));
                }
                return isPartition;
            });
        }
        return places;
    }

    private boolean isProjected(Matcher match) {
        for (int i = 0; i < groups.size(); i++) {
            PartitionRule rule = rules.get(groups.get(i));
            if (rule == null || !rule.projects(match.group(i + 1))) {
                return false;
            }
        }
        return true;
    }

    private List<Optional<String>> values(Matcher match) {
        return rules.keySet().stream()
                .map(key -> Optional.of(match.group(groups.indexOf(key) + 1)))
                .toList();
    }

    @Override
    public List<S3File> files(Place place) {
        return s3.list(place.folder());
    }

    @Override
    public Expr value(String key, SqlType type, String fileSql) {
        Folder folder = folders.get(key);
        String text = folder == null
                ? "regexp_extract(" + fileSql + ", " + Sql.text(pattern) + ", " + (groups.indexOf(key) + 1) + ")"
                : folder.value(fileSql);
        if (type == Simple.VARCHAR) {
            return new Expr(text, type);
        }
        if (Coercion.isInteger(type) || type == Simple.DATE) {
            return new Expr(Sql.cast(text, type), type);
        }
        throw new SqlFailure("NOT_SUPPORTED: not emulated locally: partition column of type " + type.trino());
    }
}
