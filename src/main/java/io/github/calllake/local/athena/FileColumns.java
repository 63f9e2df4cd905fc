package io.github.calllake.local.athena;

import io.github.calllake.local.athena.SqlType.ArrayOf;
import io.github.calllake.local.athena.SqlType.Decimal;
import io.github.calllake.local.athena.SqlType.MapOf;
import io.github.calllake.local.athena.SqlType.Member;
import io.github.calllake.local.athena.SqlType.RowOf;
import io.github.calllake.local.athena.SqlType.Simple;
import io.github.calllake.local.athena.SqlType.Timestamp;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Reads a file's column as the type that Glue says it has: members of structs by name, missing ones NULL, timestamps
 * in whole milliseconds of UTC. A file's type that Athena could not read as Glue's fails the query that reads it.
 */
final class FileColumns {
    private static final Set<String> TIMESTAMPS =
            Set.of("TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "TIMESTAMP_NS", "TIMESTAMP_MS", "TIMESTAMP_S");

    private final Names names;

    FileColumns(Names names) {
        this.names = names;
    }

    /**
     * A column as DuckDB's expression of the wanted type.
     *
     * @param sql the file's column
     * @param wholeMillis whether the file's timestamps cannot be finer than milliseconds
     */
    String read(String sql, String column, FileType have, SqlType want, boolean wholeMillis) {
        return convert(sql, have, want, wholeMillis)
                .orElseGet(() -> Casts.fail(
                        Sql.text("HIVE_BAD_DATA: Malformed Parquet file. Field " + column + "'s type " + have.name()
                                + " in parquet file is incompatible with type " + want.trino()
                                + " defined in table schema"),
                        want,
                        Casts.OnFailure.FAIL));
    }

    private Optional<String> convert(String x, FileType have, SqlType want, boolean wholeMillis) {
        if (want instanceof RowOf row) {
            return have.name().equals("STRUCT") ? struct(x, have, row, wholeMillis) : Optional.empty();
        }
        if (want instanceof ArrayOf array) {
            return have.name().equals("LIST") ? list(x, have, array, wholeMillis) : Optional.empty();
        }
        if (want instanceof MapOf map) {
            return have.name().equals("MAP") ? map(x, have, map, wholeMillis) : Optional.empty();
        }
        if (want instanceof Timestamp) {
            if (!TIMESTAMPS.contains(have.name())) {
                return Optional.empty();
            }
            String plain = have.name().equals("TIMESTAMP") ? x : Sql.cast(x, want);
            return Optional.of(wholeMillis ? plain : Casts.rounded(plain, Timestamp.MILLIS.precision()));
        }
        return scalar(x, have.name(), want);
    }

    private static Optional<String> scalar(String x, String have, SqlType want) {
        if (want == Simple.VARCHAR && have.equals("BLOB")) {
            return Optional.of("decode(" + x + ")");
        }
        if (want == Simple.VARCHAR && have.equals("JSON")) {
            return Optional.of(Sql.cast(x, want));
        }
        if (have.equals(want.duckDb())) {
            return Optional.of(x);
        }
        boolean widens =
                switch (have) {
                    case "TINYINT", "UTINYINT" -> Coercion.isInteger(want);
                    case "SMALLINT", "USMALLINT" -> Coercion.isInteger(want) && want != Simple.TINYINT;
                    case "INTEGER", "UINTEGER" -> want == Simple.INTEGER || want == Simple.BIGINT;
                    case "FLOAT" -> want == Simple.DOUBLE;
                    default -> have.startsWith("DECIMAL") && want instanceof Decimal;
                };
        return widens ? Optional.of(Sql.cast(x, want)) : Optional.empty();
    }

    private Optional<String> struct(String x, FileType have, RowOf row, boolean wholeMillis) {
        StringJoiner members = new StringJoiner(", ", "struct_pack(", ")");
        boolean same = have.memberNames()
                .equals(row.members().stream().map(Member::name).toList());
        for (Member member : row.members()) {
            int index = indexOf(have, member.name());
            String value = Sql.nullOf(member.type());
            if (index >= 0) {
                String own = memberOf(x, have, index);
                Optional<String> converted = convert(own, have.inner().get(index), member.type(), wholeMillis);
                if (converted.isEmpty()) {
                    return Optional.empty();
                }
                value = converted.get();
                same &= value.equals(own);
            }
            members.add(Sql.name(member.name()) + " := " + value);
        }
        return Optional.of(same ? x : "CASE WHEN " + x + " IS NOT NULL THEN " + members + " END");
    }

    /**
     * A member of a struct.
     *
     * @param sql as DuckDB is asked for it, of the wanted type
     * @param type the file's; empty if the file lacks it
     */
    record Part(String sql, Optional<FileType> type) {}

    /**
     * A member by itself; empty if a file has no struct there, or its member is not of the wanted type.
     *
     * @param member its name as in SQL, without the quotes
     */
    Optional<Part> member(String x, FileType have, RowOf row, String member, boolean wholeMillis) {
        for (Member each : row.members()) {
            if (have.name().equals("STRUCT") && Sql.text(each.name()).equals("'" + member + "'")) {
                int index = indexOf(have, each.name());
                if (index < 0) {
                    return Optional.of(new Part(Sql.nullOf(each.type()), Optional.empty()));
                }
                FileType type = have.inner().get(index);
                return convert(memberOf(x, have, index), type, each.type(), wholeMillis)
                        .map(sql -> new Part(sql, Optional.of(type)));
            }
        }
        return Optional.empty();
    }

    private static String memberOf(String x, FileType have, int index) {
        return "struct_extract(" + x + ", " + Sql.text(have.memberNames().get(index)) + ")";
    }

    private static int indexOf(FileType struct, String member) {
        for (int i = 0; i < struct.memberNames().size(); i++) {
            if (Identifiers.name(struct.memberNames().get(i)).equals(member)) {
                return i;
            }
        }
        return -1;
    }

    private Optional<String> list(String x, FileType have, ArrayOf array, boolean wholeMillis) {
        String element = names.next();
        return convert(element, have.inner().get(0), array.element(), wholeMillis)
                .map(value ->
                        value.equals(element) ? x : "list_transform(" + x + ", lambda " + element + ": " + value + ")");
    }

    private Optional<String> map(String x, FileType have, MapOf map, boolean wholeMillis) {
        boolean same = convert("k", have.inner().get(0), map.key(), wholeMillis)
                        .filter("k"::equals)
                        .isPresent()
                && convert("v", have.inner().get(1), map.value(), wholeMillis)
                        .filter("v"::equals)
                        .isPresent();
        return same ? Optional.of(x) : Optional.empty();
    }
}
