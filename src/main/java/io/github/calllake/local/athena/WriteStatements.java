package io.github.calllake.local.athena;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.calllake.local.athena.HiveDdl.ColumnDef;
import io.github.calllake.local.athena.HiveDdl.Name;
import io.github.calllake.local.athena.RowFiles.Format;
import io.github.calllake.local.athena.RowFiles.Target;
import io.github.calllake.local.athena.RowFiles.Written;
import io.trino.sql.parser.ParsingException;
import io.trino.sql.parser.SqlParser;
import io.trino.sql.tree.Array;
import io.trino.sql.tree.CreateTableAsSelect;
import io.trino.sql.tree.Expression;
import io.trino.sql.tree.Node;
import io.trino.sql.tree.Property;
import io.trino.sql.tree.Query;
import io.trino.sql.tree.StringLiteral;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What UNLOAD and CREATE TABLE AS say: the query, the files to be made of it, and the table.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/create-table-as.html">CREATE TABLE AS</a>
 */
final class WriteStatements {
    private static final Pattern UNLOAD = Pattern.compile(
            "\\s*UNLOAD\\s*\\((.*)\\)\\s*TO\\s*('(?:''|[^'])*')\\s*WITH\\s*(\\(.*\\))\\s*;?\\s*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Set<String> UNLOAD_PROPERTIES =
            Set.of("format", "compression", "field_delimiter", "partitioned_by");
    private static final Set<String> TABLE_PROPERTIES = Set.of(
            "format",
            "external_location",
            "partitioned_by",
            "field_delimiter",
            "write_compression",
            "parquet_compression");
    private static final Set<String> COMPRESSIONS = Set.of("NONE", "GZIP", "SNAPPY", "ZSTD");

    private WriteStatements() {}

    static boolean isUnload(String sql) {
        return sql.matches("(?is)\\s*UNLOAD\\b.*");
    }

    /** A query and what its rows are written to. */
    record Unload(Query query, Target target) {}

    static Unload unload(String sql) {
        Matcher unload = UNLOAD.matcher(sql);
        if (!unload.matches()) {
            throw new SqlFailure("SYNTAX_ERROR: line 1:1: UNLOAD (query) TO 's3://...' WITH (format = ...) expected");
        }
        try {
            SqlParser parser = new SqlParser();
            if (!(parser.createStatement(unload.group(1)) instanceof Query query)) {
                throw new SqlFailure("SYNTAX_ERROR: line 1:9: UNLOAD takes a SELECT");
            }
            CreateTableAsSelect properties = (CreateTableAsSelect)
                    parser.createStatement("CREATE TABLE x WITH " + unload.group(3) + " AS SELECT 1 AS x");
            Map<String, Expression> given = properties(properties, UNLOAD_PROPERTIES);
            if (!given.containsKey("format")) {
                throw new SqlFailure("SYNTAX_ERROR: UNLOAD needs the property format");
            }
            String location = ((StringLiteral) parser.createExpression(unload.group(2))).getValue();
            return new Unload(query, target(withSlash(location), given, "compression"));
        } catch (ParsingException e) {
            throw new SqlFailure(String.valueOf(e.getMessage()));
        }
    }

    static Target target(CreateTableAsSelect node, QueryInput input) {
        Map<String, Expression> given = properties(node, TABLE_PROPERTIES);
        Optional<String> external = text(given, "external_location");
        if (external.isPresent() && input.output().isEnforced()) {
            throw new SqlFailure(
                    "The Athena query submitted in workgroup " + input.output().workGroup()
                            + " enforces a centralized output location for all queries. Please remove the 'external_location'"
                            + " property and resubmit the query.");
        }
        String location = external.map(WriteStatements::withSlash)
                .orElse(input.output().location() + "tables/" + input.output().id() + "/");
        String compression = given.containsKey("parquet_compression") ? "parquet_compression" : "write_compression";
        return target(location, given, compression);
    }

    private static Map<String, Expression> properties(CreateTableAsSelect node, Set<String> known) {
        Map<String, Expression> properties = new HashMap<>();
        for (Property property : node.getProperties()) {
            String name = Identifiers.name(property.getName());
            if (!known.contains(name)) {
                throw SqlFailure.notEmulated(property, "property " + name);
            }
            properties.put(name, property.getNonDefaultValue());
        }
        return properties;
    }

    private static Target target(String location, Map<String, Expression> given, String compressionName) {
        String named = text(given, "format").orElse("PARQUET").toUpperCase(Locale.ROOT);
        if (!List.of("PARQUET", "JSON", "TEXTFILE").contains(named)) {
            throw new SqlFailure("NOT_SUPPORTED: not emulated locally: format " + named);
        }
        String compression = text(given, compressionName).orElse("GZIP").toUpperCase(Locale.ROOT);
        if (!COMPRESSIONS.contains(compression)) {
            throw new SqlFailure("NOT_SUPPORTED: not emulated locally: compression " + compression);
        }
        return new Target(
                location,
                Format.valueOf(named),
                compression,
                text(given, "field_delimiter").orElse("\u0001"),
                names(given));
    }

    private static Optional<String> text(Map<String, Expression> given, String name) {
        Expression value = given.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof StringLiteral literal) {
            return Optional.of(literal.getValue());
        }
        throw SqlFailure.at(value, "INVALID_TABLE_PROPERTY", name + " has to be a string");
    }

    private static List<String> names(Map<String, Expression> given) {
        Expression value = given.get("partitioned_by");
        if (value == null) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        if (value instanceof Array array) {
            for (Expression name : array.getValues()) {
                if (name instanceof StringLiteral literal) {
                    names.add(Identifiers.name(literal.getValue()));
                }
            }
        }
        if (names.isEmpty()) {
            throw SqlFailure.at((Node) value, "INVALID_TABLE_PROPERTY", "partitioned_by has to be an array of names");
        }
        return names;
    }

    private static String withSlash(String location) {
        return location.endsWith("/") ? location : location + "/";
    }

    /** Glue's table over the files that were written. */
    static ObjectNode table(String name, Select select, Target target) {
        List<ColumnDef> all = select.columns().stream()
                .map(column -> new ColumnDef(
                        Identifiers.name(column.name()), column.type().hive(), Optional.<String>empty()))
                .toList();
        int split = all.size() - target.keys().size();
        HiveDdl.Format format =
                switch (target.format()) {
                    case PARQUET -> HiveParser.PARQUET;
                    case JSON -> HiveParser.text(JsonTables.SERDE, Map.of("serialization.format", "1"));
                    case TEXTFILE -> HiveParser.delimited(target.delimiter());
                };
        return HiveRunner.tableInput(new HiveDdl.CreateTable(
                new Name(Optional.empty(), name),
                false,
                all.subList(0, split),
                all.subList(split, all.size()),
                format,
                target.location(),
                Optional.empty(),
                Map.of("has_encrypted_data", "false")));
    }

    /** The partitions of the files, with their places. */
    static List<ObjectNode> partitions(ObjectNode table, List<Written> files, Target target) {
        return files.stream()
                .map(Written::folders)
                .filter(folders -> !folders.isEmpty())
                .distinct()
                .map(folders -> HivePartitions.partition(table, values(folders), target.location() + folders))
                .toList();
    }

    private static List<String> values(String folders) {
        List<String> values = new ArrayList<>();
        for (String folder : folders.split("/")) {
            values.add(folder.substring(folder.indexOf('=') + 1));
        }
        return values;
    }
}
