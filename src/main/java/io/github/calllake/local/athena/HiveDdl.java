package io.github.calllake.local.athena;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A statement of the DDL that Athena takes from Hive.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/ddl-reference.html">DDL statements in Athena</a>
 */
sealed interface HiveDdl {

    /** A table's name; the database is empty where the statement names none. */
    record Name(Optional<String> database, String table) {}

    /** A column with its Hive type. */
    record ColumnDef(String name, String type, Optional<String> comment) {}

    /** How rows are stored. */
    record Format(String serDe, Map<String, String> properties, String input, String output) {
        public Format {
            properties = Map.copyOf(properties);
        }
    }

    /** A partition's values by column, and where it lies; empty for the place that its values give. */
    record Part(Map<String, String> values, Optional<String> location) {
        public Part {
            values = new LinkedHashMap<>(values);
        }
    }

    record CreateDatabase(String name, boolean ifNotExists, Optional<String> location) implements HiveDdl {}

    record DropDatabase(String name, boolean ifExists, boolean cascade) implements HiveDdl {}

    record CreateTable(
            Name name,
            boolean ifNotExists,
            List<ColumnDef> columns,
            List<ColumnDef> keys,
            Format format,
            String location,
            Optional<String> comment,
            Map<String, String> properties)
            implements HiveDdl {
        public CreateTable {
            columns = List.copyOf(columns);
            keys = List.copyOf(keys);
            properties = Map.copyOf(properties);
        }
    }

    record DropTable(Name name, boolean ifExists) implements HiveDdl {}

    record AddColumns(Name name, List<ColumnDef> columns) implements HiveDdl {
        public AddColumns {
            columns = List.copyOf(columns);
        }
    }

    record AddPartitions(Name name, boolean ifNotExists, List<Part> parts) implements HiveDdl {
        public AddPartitions {
            parts = List.copyOf(parts);
        }
    }

    record DropPartitions(Name name, boolean ifExists, List<Part> parts) implements HiveDdl {
        public DropPartitions {
            parts = List.copyOf(parts);
        }
    }

    record SetProperties(Name name, Map<String, String> properties) implements HiveDdl {
        public SetProperties {
            properties = Map.copyOf(properties);
        }
    }

    record SetLocation(Name name, String location) implements HiveDdl {}

    record Repair(Name name) implements HiveDdl {}

    record ShowPartitions(Name name) implements HiveDdl {}

    record ShowProperties(Name name) implements HiveDdl {}

    record ShowDatabases() implements HiveDdl {}

    record ShowCreateTable(Name name) implements HiveDdl {}

    record ShowCreateView(Name name) implements HiveDdl {}

    record Describe(Name name, boolean formatted) implements HiveDdl {}

    /** What the column is called in which it says its lines. */
    default String column() {
        if (this instanceof ShowCreateTable) {
            return "createtab_stmt";
        }
        return this instanceof ShowCreateView ? "Create View" : "result";
    }
}
