package io.github.calllake.local.athena;

import static java.util.Locale.ROOT;

import io.github.calllake.local.athena.SqlType.ArrayOf;
import io.github.calllake.local.athena.SqlType.Decimal;
import io.github.calllake.local.athena.SqlType.MapOf;
import io.github.calllake.local.athena.SqlType.Member;
import io.github.calllake.local.athena.SqlType.RowOf;
import io.github.calllake.local.athena.SqlType.Simple;
import io.github.calllake.local.athena.SqlType.Timestamp;
import io.github.calllake.local.athena.SqlType.ZonedTimestamp;
import io.trino.sql.parser.SqlParser;
import io.trino.sql.tree.DataType;
import io.trino.sql.tree.DataTypeParameter;
import io.trino.sql.tree.DateTimeDataType;
import io.trino.sql.tree.GenericDataType;
import io.trino.sql.tree.NumericParameter;
import io.trino.sql.tree.RowDataType;
import io.trino.sql.tree.TypeParameter;
import java.util.ArrayList;
import java.util.List;

/** Reads type names, Trino's and Glue's. */
final class TypeNames {
    private static final int DEFAULT_DECIMAL_PRECISION = 38;
    private static final int FINEST = 6;

    private TypeNames() {}

    /** Reads Trino's spelling, e.g. {@code array(row("a" varchar))}. */
    static SqlType trino(String name) {
        return of(new SqlParser().createType(name));
    }

    /**
     * Reads a type as Trino's parser gives it.
     *
     * @throws SqlFailure if the type is not known here
     */
    static SqlType of(DataType type) {
        if (type instanceof DateTimeDataType time) {
            return time(time);
        }
        if (type instanceof RowDataType row) {
            List<Member> members = new ArrayList<>();
            for (RowDataType.Field field : row.getFields()) {
                String name = field.getName()
                        .map(identifier -> identifier.getValue().toLowerCase(ROOT))
                        .orElse("field" + members.size());
                members.add(new Member(name, of(field.getType())));
            }
            return new RowOf(members);
        }
        if (type instanceof GenericDataType generic) {
            return generic(generic);
        }
        throw SqlFailure.notEmulated(type, "type " + type);
    }

    /** The length of a {@code varchar(n)}, or -1 if it has none. */
    static int varcharLength(DataType type) {
        if (type instanceof GenericDataType generic
                && generic.getName().getValue().equalsIgnoreCase("varchar")
                && generic.getArguments().size() == 1
                && generic.getArguments().get(0) instanceof NumericParameter length) {
            return Integer.parseInt(length.getValue());
        }
        return -1;
    }

    private static SqlType time(DateTimeDataType time) {
        if (time.getType() != DateTimeDataType.Type.TIMESTAMP) {
            throw SqlFailure.notEmulated(time, "type " + time);
        }
        int precision = time.getPrecision().map(TypeNames::number).orElse(Timestamp.MILLIS.precision());
        if (precision > FINEST) {
            throw SqlFailure.notEmulated(time, "timestamps finer than microseconds");
        }
        return time.isWithTimeZone() ? new ZonedTimestamp(precision) : new Timestamp(precision);
    }

    private static SqlType generic(GenericDataType type) {
        List<DataTypeParameter> arguments = type.getArguments();
        String name = type.getName().getValue().toLowerCase(ROOT);
        return switch (name) {
            case "int" -> Simple.INTEGER;
            case "boolean", "tinyint", "smallint", "integer", "bigint", "real", "double", "varbinary", "json" ->
                Simple.valueOf(name.toUpperCase(ROOT));
            case "varchar" -> Simple.VARCHAR;
            case "date" -> Simple.DATE;
            case "unknown" -> Simple.UNKNOWN;
            case "decimal" ->
                new Decimal(
                        arguments.isEmpty() ? DEFAULT_DECIMAL_PRECISION : number(arguments.get(0)),
                        arguments.size() < 2 ? 0 : number(arguments.get(1)));
            case "array" -> new ArrayOf(inner(type, 0));
            case "map" -> new MapOf(inner(type, 0), inner(type, 1));
            default -> throw SqlFailure.notEmulated(type, "type " + name);
        };
    }

    private static SqlType inner(GenericDataType type, int index) {
        if (index < type.getArguments().size() && type.getArguments().get(index) instanceof TypeParameter parameter) {
            return of(parameter.getValue());
        }
        throw SqlFailure.at(type, "TYPE_NOT_FOUND", "Unknown type: " + type);
    }

    private static int number(DataTypeParameter parameter) {
        if (parameter instanceof NumericParameter number) {
            return Integer.parseInt(number.getValue());
        }
        throw new SqlFailure("TYPE_NOT_FOUND: Unknown type parameter: " + parameter);
    }

    /**
     * Reads Glue's spelling, e.g. {@code struct<a:string,b:array<int>>}.
     *
     * @throws SqlFailure if the type is not known here
     */
    static SqlType hive(String name) {
        HiveReader reader = new HiveReader(name.toLowerCase(ROOT).replace(" ", ""));
        SqlType type = reader.type();
        reader.end();
        return type;
    }

    private static final class HiveReader {
        private final String text;
        private int at;

        HiveReader(String text) {
            this.text = text;
        }

        SqlType type() {
            String word = until("<>(),:");
            return switch (word) {
                case "boolean", "tinyint", "smallint", "bigint", "double", "date" ->
                    Simple.valueOf(word.toUpperCase(ROOT));
                case "int", "integer" -> Simple.INTEGER;
                case "float" -> Simple.REAL;
                case "string" -> Simple.VARCHAR;
                case "varchar", "char" -> {
                    until(")");
                    expect(')');
                    yield Simple.VARCHAR;
                }
                case "binary" -> Simple.VARBINARY;
                case "timestamp" -> Timestamp.MILLIS;
                case "decimal" -> decimal();
                case "array" -> {
                    expect('<');
                    SqlType element = type();
                    expect('>');
                    yield new ArrayOf(element);
                }
                case "map" -> {
                    expect('<');
                    SqlType key = type();
                    expect(',');
                    SqlType value = type();
                    expect('>');
                    yield new MapOf(key, value);
                }
                case "struct" -> struct();
                default -> throw bad();
            };
        }

        private SqlType decimal() {
            if (at == text.length() || text.charAt(at) != '(') {
                return new Decimal(10, 0);
            }
            expect('(');
            int precision = Integer.parseInt(until(",)"));
            int scale = 0;
            if (text.charAt(at) == ',') {
                expect(',');
                scale = Integer.parseInt(until(")"));
            }
            expect(')');
            return new Decimal(precision, scale);
        }

        private SqlType struct() {
            List<Member> members = new ArrayList<>();
            expect('<');
            while (true) {
                String member = until(":");
                expect(':');
                members.add(new Member(member, type()));
                if (at < text.length() && text.charAt(at) == ',') {
                    at++;
                } else {
                    expect('>');
                    return new RowOf(members);
                }
            }
        }

        private String until(String ends) {
            int start = at;
            while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(start, at);
        }

        private void expect(char c) {
            if (at >= text.length() || text.charAt(at) != c) {
                throw bad();
            }
            at++;
        }

        void end() {
            if (at != text.length()) {
                throw bad();
            }
        }

        private SqlFailure bad() {
            return new SqlFailure("HIVE_INVALID_METADATA: Glue column type not known: " + text);
        }
    }
}
