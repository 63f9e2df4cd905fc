package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.Node.Kind;
import io.github.calllake.local.redshift.Node.Token;
import io.github.calllake.local.redshift.UnloadStatement.Compression;
import io.github.calllake.local.redshift.UnloadStatement.Existing;
import io.github.calllake.local.redshift.UnloadStatement.Format;
import io.github.calllake.local.redshift.UnloadStatement.Manifest;
import io.github.calllake.local.redshift.UnloadStatement.TextOptions;
import io.github.calllake.local.s3.S3Objects.Place;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads {@code UNLOAD ('query') TO 's3://..' IAM_ROLE .. options}. Options come in any order, each once.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/r_UNLOAD.html">UNLOAD</a>
 */
final class UnloadParser {
    private static final long MEGABYTE = 1024L * 1024;
    private static final BigDecimal LEAST_FILE = BigDecimal.valueOf(5);
    private static final BigDecimal LARGEST_FILE = new BigDecimal("6348.8");
    private static final int LEAST_GROUP = 32;
    private static final int LARGEST_GROUP = 128;

    private static final Set<String> NOT_EMULATED =
            Set.of("FIXEDWIDTH", "ENCRYPTED", "KMS_KEY_ID", "MASTER_SYMMETRIC_KEY");
    private static final Set<String> OTHER_AUTHORIZATION =
            Set.of("WITH", "CREDENTIALS", "ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN");
    private static final Set<String> FORMATS = Set.of("CSV", "PARQUET", "JSON");
    private static final Set<String> COMPRESSIONS = Set.of("GZIP", "BZIP2", "ZSTD");

    /** What the page says of each format. Of CSV it names FIXEDWIDTH only; quotes are CSV's own matter. */
    private static final Map<Format, Set<String>> EXCLUDED = Map.of(
            Format.TEXT, Set.of("ROWGROUPSIZE"),
            Format.CSV, Set.of("ADDQUOTES", "ESCAPE", "ROWGROUPSIZE"),
            Format.JSON, Set.of("DELIMITER", "HEADER", "ADDQUOTES", "ESCAPE", "NULL", "ROWGROUPSIZE"),
            Format.PARQUET, Set.of("DELIMITER", "ADDQUOTES", "ESCAPE", "NULL", "HEADER", "GZIP", "BZIP2", "ZSTD"));

    private final Cursor cursor;
    private final Set<String> given = new LinkedHashSet<>();
    private final Map<String, String> values = new HashMap<>();
    private final List<String> partitionBy = new ArrayList<>();
    private String query = "";

    UnloadParser(List<Node> nodes) {
        this.cursor = new Cursor(nodes);
    }

    /** The query's text, out of its quotes; there after {@link #statement()}. */
    String query() {
        return query;
    }

    UnloadStatement statement() {
        cursor.expect("UNLOAD");
        Cursor inside = new Cursor(cursor.expectParens().children());
        query = inside.acceptString().orElseThrow(inside::unexpected);
        inside.expectEnd();
        cursor.expect("TO");
        Place target = target(string());
        while (!cursor.atEnd()) {
            option();
        }
        if (!given.contains("IAM_ROLE")) {
            throw invalid("UNLOAD needs IAM_ROLE: a role that may write to the bucket");
        }
        return statement(target);
    }

    private UnloadStatement statement(Place target) {
        Format format = FORMATS.stream()
                .filter(given::contains)
                .map(Format::valueOf)
                .findFirst()
                .orElse(Format.TEXT);
        for (String option : given) {
            if (EXCLUDED.getOrDefault(format, Set.of()).contains(option)) {
                throw new RedshiftSqlException("0A000", option + " is not supported for UNLOAD to " + format);
            }
        }
        if (given.contains("ALLOWOVERWRITE") && given.contains("CLEANPATH")) {
            throw invalid("ALLOWOVERWRITE and CLEANPATH exclude each other");
        }
        String delimiter = values.getOrDefault("DELIMITER", format == Format.CSV ? "," : "|");
        return new UnloadStatement(
                partitionBy.isEmpty() || target.key().isEmpty() || target.key().endsWith("/")
                        ? target
                        : target.with("/"),
                format,
                COMPRESSIONS.stream()
                        .filter(given::contains)
                        .map(Compression::valueOf)
                        .findFirst()
                        .orElse(Compression.NONE),
                new TextOptions(
                        delimiter.charAt(0),
                        given.contains("HEADER"),
                        given.contains("ADDQUOTES"),
                        given.contains("ESCAPE"),
                        values.getOrDefault("NULL", "")),
                partitionBy,
                given.contains("INCLUDE"),
                manifest(),
                given.contains("CLEANPATH")
                        ? Existing.REMOVED
                        : given.contains("ALLOWOVERWRITE") ? Existing.OVERWRITTEN : Existing.REFUSED,
                !given.contains("PARALLEL OFF"),
                maxFileBytes(),
                Optional.ofNullable(values.get("EXTENSION")));
    }

    private OptionalLong maxFileBytes() {
        return values.containsKey("MAXFILESIZE")
                ? OptionalLong.of(Long.parseLong(values.get("MAXFILESIZE")))
                : OptionalLong.empty();
    }

    private Manifest manifest() {
        if (!given.contains("MANIFEST")) {
            return Manifest.NONE;
        }
        return given.contains("VERBOSE") ? Manifest.VERBOSE : Manifest.ENTRIES;
    }

    private static Place target(String address) {
        try {
            return Place.of(address);
        } catch (IllegalArgumentException e) {
            throw invalid("UNLOAD destination must be s3://bucket/prefix: " + address);
        }
    }

    private void option() {
        Node node = cursor.next();
        if (!(node instanceof Token token) || token.kind() != Kind.WORD) {
            throw RedshiftSqlException.syntaxError(TypeRules.textOf(node));
        }
        String word = token.upperCase();
        if (NOT_EMULATED.contains(word)) {
            throw RedshiftSqlException.notEmulated("UNLOAD .. " + word);
        }
        if (OTHER_AUTHORIZATION.contains(word)) {
            throw RedshiftSqlException.notEmulated("UNLOAD but with IAM_ROLE");
        }
        if (word.equals("FORMAT")) {
            cursor.accept("AS");
            word = FORMATS.stream().filter(cursor::accept).findFirst().orElseThrow(cursor::unexpected);
        }
        take(word);
        if (FORMATS.contains(word)) {
            atMostOneOf(FORMATS);
        } else if (COMPRESSIONS.contains(word)) {
            atMostOneOf(COMPRESSIONS);
        } else {
            arguments(word);
        }
    }

    private void arguments(String word) {
        switch (word) {
            case "HEADER", "ADDQUOTES", "ESCAPE", "ALLOWOVERWRITE", "CLEANPATH" -> {
                // Nothing follows.
            }
            case "PARTITION" -> partitionBy();
            case "MANIFEST" -> {
                if (cursor.accept("VERBOSE")) {
                    given.add("VERBOSE");
                }
            }
            case "DELIMITER" -> values.put(word, delimiter(textAfterAs()));
            case "NULL" -> values.put(word, textAfterAs());
            case "PARALLEL" -> parallel();
            case "MAXFILESIZE" -> values.put(word, String.valueOf(maxFileSize()));
            case "ROWGROUPSIZE" -> rowGroupSize();
            case "REGION" -> {
                cursor.accept("AS");
                ExternalSchemas.region(cursor);
            }
            case "EXTENSION" -> values.put(word, string());
            case "IAM_ROLE" -> role();
            default -> throw RedshiftSqlException.syntaxError(word.toLowerCase(java.util.Locale.ROOT));
        }
    }

    private void role() {
        if (cursor.accept("DEFAULT")) {
            return;
        }
        String role = string();
        if (!role.equalsIgnoreCase("SESSION")) {
            ExternalSchemas.requireRoles(role, "IAM_ROLE of UNLOAD");
        }
    }

    private void partitionBy() {
        cursor.expect("BY");
        for (List<Node> part : Functions.split(cursor.expectParens().children())) {
            Cursor name = new Cursor(part);
            if (name.acceptString().isPresent()) {
                throw invalid("string literals are not supported in PARTITION BY");
            }
            partitionBy.add(name.expectName().name());
            name.expectEnd();
        }
        if (cursor.accept("INCLUDE")) {
            given.add("INCLUDE");
        }
    }

    private void parallel() {
        if (cursor.accept("OFF") || cursor.accept("FALSE")) {
            given.add("PARALLEL OFF");
        } else if (!cursor.accept("ON")) {
            cursor.accept("TRUE");
        }
    }

    private long maxFileSize() {
        cursor.accept("AS");
        BigDecimal megabytes = megabytes();
        if (megabytes.compareTo(LEAST_FILE) < 0 || megabytes.compareTo(LARGEST_FILE) > 0) {
            throw invalid("MAXFILESIZE must be between 5 MB and 6.2 GB");
        }
        return megabytes.multiply(BigDecimal.valueOf(MEGABYTE)).longValue();
    }

    private void rowGroupSize() {
        cursor.accept("AS");
        BigDecimal megabytes = megabytes();
        boolean whole = megabytes.stripTrailingZeros().scale() <= 0;
        if (!whole
                || megabytes.compareTo(BigDecimal.valueOf(LEAST_GROUP)) < 0
                || megabytes.compareTo(BigDecimal.valueOf(LARGEST_GROUP)) > 0) {
            throw invalid("ROWGROUPSIZE must be a whole number between 32 MB and 128 MB");
        }
    }

    private BigDecimal megabytes() {
        Node node = cursor.next();
        if (!(node instanceof Token token) || token.kind() != Kind.NUMBER) {
            throw RedshiftSqlException.syntaxError(TypeRules.textOf(node));
        }
        BigDecimal size = new BigDecimal(token.text());
        if (cursor.accept("GB")) {
            return size.multiply(BigDecimal.valueOf(1024));
        }
        cursor.accept("MB");
        return size;
    }

    private static String delimiter(String text) {
        String one = text.equals("\\t") ? "\t" : text;
        if (one.length() != 1 || one.charAt(0) > 0x7f) {
            throw invalid("DELIMITER must be one ASCII character");
        }
        return one;
    }

    private String textAfterAs() {
        cursor.accept("AS");
        return string();
    }

    private String string() {
        return cursor.acceptString().orElseThrow(cursor::unexpected);
    }

    private void take(String word) {
        if (!given.add(word)) {
            throw new RedshiftSqlException("42601", "conflicting or redundant options");
        }
    }

    private void atMostOneOf(Set<String> options) {
        if (given.stream().filter(options::contains).count() > 1) {
            throw new RedshiftSqlException("42601", "conflicting or redundant options");
        }
    }

    private static RedshiftSqlException invalid(String message) {
        return new RedshiftSqlException("22023", message);
    }
}
