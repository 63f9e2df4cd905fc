package io.github.calllake.local.athena;

import io.github.calllake.local.athena.HiveDdl.ColumnDef;
import io.github.calllake.local.athena.HiveDdl.Format;
import io.github.calllake.local.athena.HiveDdl.Name;
import io.github.calllake.local.athena.HiveDdl.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the DDL that Athena takes from Hive; what it does not know it refuses by name. Not thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/create-table.html">CREATE TABLE</a>
 */
final class HiveParser {
    private static final Pattern OWN = Pattern.compile(
            "\\s*(CREATE\\s+EXTERNAL\\s+TABLE|CREATE\\s+(DATABASE|SCHEMA)|DROP\\s+(TABLE|DATABASE|SCHEMA)|ALTER\\s+\\w+"
                    + "|MSCK|SHOW\\s+(PARTITIONS|CREATE|TBLPROPERTIES|DATABASES)|DESC|DESCRIBE)\\b.*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** Without AS and a query it is Hive's, and wants EXTERNAL. */
    private static final Pattern PLAIN_TABLE = Pattern.compile(
            "\\s*CREATE\\s+TABLE\\b(?!.*\\bAS\\s*\\(?\\s*(SELECT|WITH|VALUES|TABLE)\\b).*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final String PACKAGE = "org.apache.hadoop.";
    private static final String LAZY_SIMPLE = PACKAGE + "hive.serde2.lazy.LazySimpleSerDe";
    private static final String TEXT_INPUT = PACKAGE + "mapred.TextInputFormat";
    private static final String TEXT_OUTPUT = PACKAGE + "hive.ql.io.HiveIgnoreKeyTextOutputFormat";

    static final Format PARQUET = new Format(
            PACKAGE + "hive.ql.io.parquet.serde.ParquetHiveSerDe",
            Map.of("serialization.format", "1"),
            PACKAGE + "hive.ql.io.parquet.MapredParquetInputFormat",
            PACKAGE + "hive.ql.io.parquet.MapredParquetOutputFormat");

    private final HiveTokens tokens;

    private HiveParser(String sql) {
        this.tokens = new HiveTokens(sql);
    }

    static boolean isHive(String sql) {
        String text = sql.replaceAll("^(\\s|--[^\\n]*\\n|/\\*(?s:.*?)\\*/)+", "");
        return OWN.matcher(text).matches() || PLAIN_TABLE.matcher(text).matches();
    }

    /** A text format whose rows a SerDe reads. */
    static Format text(String serDe, Map<String, String> properties) {
        return new Format(serDe, properties, TEXT_INPUT, TEXT_OUTPUT);
    }

    static Format delimited(String delimiter) {
        return text(LAZY_SIMPLE, Map.of("field.delim", delimiter, "serialization.format", delimiter));
    }

    /**
     * Reads a statement.
     *
     * @throws SqlFailure if it is none
     */
    static HiveDdl parse(String sql) {
        HiveParser parser = new HiveParser(sql);
        HiveDdl statement = parser.statement();
        parser.tokens.requireEnd();
        return statement;
    }

    private HiveDdl statement() {
        if (tokens.take("CREATE")) {
            return create();
        }
        if (tokens.take("DROP")) {
            return drop();
        }
        if (tokens.take("ALTER", "TABLE")) {
            return alter();
        }
        if (tokens.take("MSCK", "REPAIR", "TABLE")) {
            return new HiveDdl.Repair(name());
        }
        if (tokens.take("SHOW", "PARTITIONS")) {
            return new HiveDdl.ShowPartitions(name());
        }
        if (tokens.take("SHOW", "TBLPROPERTIES")) {
            return new HiveDdl.ShowProperties(name());
        }
        if (tokens.take("SHOW", "CREATE", "TABLE")) {
            return new HiveDdl.ShowCreateTable(name());
        }
        if (tokens.take("SHOW", "CREATE", "VIEW")) {
            return new HiveDdl.ShowCreateView(name());
        }
        if (tokens.take("SHOW", "DATABASES")) {
            return new HiveDdl.ShowDatabases();
        }
        if (tokens.take("DESCRIBE") || tokens.take("DESC")) {
            if (tokens.take("EXTENDED")) {
                throw notEmulated("DESCRIBE EXTENDED");
            }
            boolean formatted = tokens.take("FORMATTED");
            return new HiveDdl.Describe(name(), formatted);
        }
        throw notEmulated("this DDL statement");
    }

    private static SqlFailure notEmulated(String what) {
        return new SqlFailure("NOT_SUPPORTED: not emulated locally: " + what);
    }

    private Name name() {
        String first = tokens.name();
        return tokens.takeSign(".") ? new Name(Optional.of(first), tokens.name()) : new Name(Optional.empty(), first);
    }

    private HiveDdl create() {
        if (tokens.take("DATABASE") || tokens.take("SCHEMA")) {
            boolean ifNotExists = tokens.take("IF", "NOT", "EXISTS");
            String name = tokens.name();
            comment();
            return new HiveDdl.CreateDatabase(name, ifNotExists, location());
        }
        if (!tokens.take("EXTERNAL")) {
            throw new SqlFailure("Only external tables can be created with this statement: CREATE EXTERNAL TABLE");
        }
        tokens.require("TABLE");
        boolean ifNotExists = tokens.take("IF", "NOT", "EXISTS");
        Name name = name();
        List<ColumnDef> columns = columns();
        Optional<String> comment = comment();
        List<ColumnDef> keys = tokens.take("PARTITIONED", "BY") ? columns() : List.of();
        Format format = format();
        Optional<String> location = location();
        Map<String, String> properties = tokens.take("TBLPROPERTIES") ? properties() : Map.of();
        return new HiveDdl.CreateTable(
                name,
                ifNotExists,
                columns,
                keys,
                format,
                location.orElseThrow(() -> tokens.unexpected("LOCATION")),
                comment,
                properties);
    }

    private Optional<String> comment() {
        return tokens.take("COMMENT") ? Optional.of(tokens.text()) : Optional.empty();
    }

    private Optional<String> location() {
        return tokens.take("LOCATION") ? Optional.of(tokens.text()) : Optional.empty();
    }

    private List<ColumnDef> columns() {
        List<ColumnDef> columns = new ArrayList<>();
        tokens.requireSign("(");
        do {
            String name = tokens.name();
            tokens.takeSign(":");
            String type = tokens.type();
            TypeNames.hive(type);
            columns.add(new ColumnDef(name, type, comment()));
        } while (tokens.takeSign(","));
        tokens.requireSign(")");
        return columns;
    }

    private Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>();
        tokens.requireSign("(");
        do {
            String key = tokens.text();
            tokens.requireSign("=");
            properties.put(key, tokens.value());
        } while (tokens.takeSign(","));
        tokens.requireSign(")");
        return properties;
    }

    private Format format() {
        Optional<Format> row = rowFormat();
        if (!tokens.take("STORED", "AS")) {
            return row.orElseGet(() -> text(LAZY_SIMPLE, Map.of("serialization.format", "1")));
        }
        if (tokens.take("INPUTFORMAT")) {
            String input = tokens.text();
            tokens.require("OUTPUTFORMAT");
            String output = tokens.text();
            Format rows = row.orElseGet(() -> text(LAZY_SIMPLE, Map.of("serialization.format", "1")));
            return new Format(rows.serDe(), rows.properties(), input, output);
        }
        String stored = tokens.name().toUpperCase(Locale.ROOT);
        return switch (stored) {
            case "PARQUET" -> PARQUET;
            case "TEXTFILE" -> row.orElseGet(() -> text(LAZY_SIMPLE, Map.of("serialization.format", "1")));
            default -> throw notEmulated("STORED AS " + stored);
        };
    }

    private Optional<Format> rowFormat() {
        if (tokens.take("ROW", "FORMAT", "SERDE")) {
            String serDe = tokens.text();
            Map<String, String> properties =
                    tokens.take("WITH", "SERDEPROPERTIES") ? properties() : Map.of("serialization.format", "1");
            return Optional.of(text(serDe, properties));
        }
        if (!tokens.take("ROW", "FORMAT", "DELIMITED")) {
            return Optional.empty();
        }
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("serialization.format", "1");
        while (true) {
            if (tokens.take("FIELDS", "TERMINATED", "BY")) {
                String delimiter = tokens.text();
                properties.put("field.delim", delimiter);
                properties.put("serialization.format", delimiter);
            } else if (tokens.take("ESCAPED", "BY")) {
                properties.put("escape.delim", tokens.text());
            } else if (tokens.take("LINES", "TERMINATED", "BY")) {
                properties.put("line.delim", tokens.text());
            } else if (tokens.take("NULL", "DEFINED", "AS")) {
                properties.put("serialization.null.format", tokens.text());
            } else {
                return Optional.of(text(LAZY_SIMPLE, properties));
            }
        }
    }

    private HiveDdl drop() {
        if (tokens.take("TABLE")) {
            boolean ifExists = tokens.take("IF", "EXISTS");
            return new HiveDdl.DropTable(name(), ifExists);
        }
        if (!tokens.take("DATABASE")) {
            tokens.require("SCHEMA");
        }
        boolean ifExists = tokens.take("IF", "EXISTS");
        String name = tokens.name();
        boolean cascade = tokens.take("CASCADE");
        if (!cascade) {
            tokens.take("RESTRICT");
        }
        return new HiveDdl.DropDatabase(name, ifExists, cascade);
    }

    private HiveDdl alter() {
        Name name = name();
        if (tokens.take("ADD", "COLUMNS")) {
            return new HiveDdl.AddColumns(name, columns());
        }
        if (tokens.take("ADD")) {
            boolean ifNotExists = tokens.take("IF", "NOT", "EXISTS");
            List<Part> parts = new ArrayList<>();
            do {
                parts.add(part());
            } while (!tokens.atEnd());
            return new HiveDdl.AddPartitions(name, ifNotExists, parts);
        }
        if (tokens.take("DROP")) {
            boolean ifExists = tokens.take("IF", "EXISTS");
            List<Part> parts = new ArrayList<>();
            do {
                parts.add(part());
            } while (tokens.takeSign(","));
            return new HiveDdl.DropPartitions(name, ifExists, parts);
        }
        if (tokens.take("SET", "TBLPROPERTIES")) {
            return new HiveDdl.SetProperties(name, properties());
        }
        if (tokens.take("SET", "LOCATION")) {
            return new HiveDdl.SetLocation(name, tokens.text());
        }
        throw notEmulated("this form of ALTER TABLE");
    }

    private Part part() {
        Map<String, String> values = new LinkedHashMap<>();
        tokens.require("PARTITION");
        tokens.requireSign("(");
        do {
            String key = tokens.name();
            tokens.requireSign("=");
            values.put(key, tokens.value());
        } while (tokens.takeSign(","));
        tokens.requireSign(")");
        return new Part(values, location());
    }
}
