package io.github.calllake.local.athena;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A type of Trino's, and its spelling in the four languages that meet here.
 *
 * <p>A timestamp with time zone is a struct in DuckDB, {@code u} the instant in UTC and {@code z} the zone, because
 * Trino's values keep their zone and DuckDB's do not.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/data-types.html">Data types in Amazon Athena</a>
 */
sealed interface SqlType {
    /** Trino's spelling, e.g. {@code row("a" varchar)}. */
    String trino();

    /** DuckDB's spelling. */
    String duckDb();

    /** Glue's spelling; a type that Glue does not know is a string there. */
    String hive();

    /** The bare name in a result's column description. */
    String athena();

    /** Types without parameters. */
    enum Simple implements SqlType {
        UNKNOWN("INTEGER", "string"),
        BOOLEAN("BOOLEAN", "boolean"),
        TINYINT("TINYINT", "tinyint"),
        SMALLINT("SMALLINT", "smallint"),
        INTEGER("INTEGER", "int"),
        BIGINT("BIGINT", "bigint"),
        REAL("FLOAT", "float"),
        DOUBLE("DOUBLE", "double"),
        VARCHAR("VARCHAR", "string"),
        VARBINARY("BLOB", "binary"),
        DATE("DATE", "date"),
        JSON("JSON", "string"),
        INTERVAL_DAY("INTERVAL", "string"),
        INTERVAL_YEAR("INTERVAL", "string");

        private final String duckDb;
        private final String hive;

        Simple(String duckDb, String hive) {
            this.duckDb = duckDb;
            this.hive = hive;
        }

        @Override
        public String trino() {
            return switch (this) {
                case INTERVAL_DAY -> "interval day to second";
                case INTERVAL_YEAR -> "interval year to month";
                default -> name().toLowerCase(Locale.ROOT);
            };
        }

        @Override
        public String duckDb() {
            return duckDb;
        }

        @Override
        public String hive() {
            return hive;
        }

        @Override
        public String athena() {
            return this == REAL ? "float" : trino();
        }
    }

    /** Exact numbers. */
    record Decimal(int precision, int scale) implements SqlType {
        /** Trino's and DuckDB's longest. */
        static final int MAX_PRECISION = 38;

        @Override
        public String trino() {
            return "decimal(" + precision + "," + scale + ")";
        }

        @Override
        public String duckDb() {
            return "DECIMAL(" + precision + "," + scale + ")";
        }

        @Override
        public String hive() {
            return trino();
        }

        @Override
        public String athena() {
            return "decimal";
        }
    }

    /** Wall-clock time with so many digits of a second; microseconds are the finest kept. */
    record Timestamp(int precision) implements SqlType {
        /** What Glue's {@code timestamp} is in Athena. */
        static final Timestamp MILLIS = new Timestamp(3);

        @Override
        public String trino() {
            return "timestamp(" + precision + ")";
        }

        @Override
        public String duckDb() {
            return "TIMESTAMP";
        }

        @Override
        public String hive() {
            return "timestamp";
        }

        @Override
        public String athena() {
            return "timestamp";
        }
    }

    /** An instant and the zone it is told in. */
    record ZonedTimestamp(int precision) implements SqlType {
        @Override
        public String trino() {
            return "timestamp(" + precision + ") with time zone";
        }

        @Override
        public String duckDb() {
            return "STRUCT(u TIMESTAMP, z VARCHAR)";
        }

        @Override
        public String hive() {
            return "string";
        }

        @Override
        public String athena() {
            return "timestamp with time zone";
        }
    }

    /** Many of one type. */
    record ArrayOf(SqlType element) implements SqlType {
        @Override
        public String trino() {
            return "array(" + element.trino() + ")";
        }

        @Override
        public String duckDb() {
            return element.duckDb() + "[]";
        }

        @Override
        public String hive() {
            return "array<" + element.hive() + ">";
        }

        @Override
        public String athena() {
            return "array";
        }
    }

    /** Values by key. */
    record MapOf(SqlType key, SqlType value) implements SqlType {
        @Override
        public String trino() {
            return "map(" + key.trino() + ", " + value.trino() + ")";
        }

        @Override
        public String duckDb() {
            return "MAP(" + key.duckDb() + ", " + value.duckDb() + ")";
        }

        @Override
        public String hive() {
            return "map<" + key.hive() + "," + value.hive() + ">";
        }

        @Override
        public String athena() {
            return "map";
        }
    }

    /** Members in order. A member without a name is called {@code field} and its index. */
    record RowOf(List<Member> members) implements SqlType {
        public RowOf {
            members = List.copyOf(members);
        }

        @Override
        public String trino() {
            return members.stream()
                    .map(member -> "\"" + member.name().replace("\"", "\"\"") + "\" "
                            + member.type().trino())
                    .collect(Collectors.joining(", ", "row(", ")"));
        }

        @Override
        public String duckDb() {
            return members.stream()
                    .map(member -> Sql.name(member.name()) + " " + member.type().duckDb())
                    .collect(Collectors.joining(", ", "STRUCT(", ")"));
        }

        @Override
        public String hive() {
            return members.stream()
                    .map(member -> member.name() + ":" + member.type().hive())
                    .collect(Collectors.joining(",", "struct<", ">"));
        }

        @Override
        public String athena() {
            return "row";
        }
    }

    /**
     * A member of a row.
     *
     * @param name in lower case: Trino does not tell cases apart
     * @param type its type
     */
    record Member(String name, SqlType type) {}
}
