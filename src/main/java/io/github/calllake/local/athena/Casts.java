package io.github.calllake.local.athena;

import static io.github.calllake.local.athena.Sql.cast;
import static io.github.calllake.local.athena.Sql.text;

import io.github.calllake.local.athena.SqlType.ArrayOf;
import io.github.calllake.local.athena.SqlType.Decimal;
import io.github.calllake.local.athena.SqlType.MapOf;
import io.github.calllake.local.athena.SqlType.Member;
import io.github.calllake.local.athena.SqlType.RowOf;
import io.github.calllake.local.athena.SqlType.Simple;
import io.github.calllake.local.athena.SqlType.Timestamp;
import io.github.calllake.local.athena.SqlType.ZonedTimestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * Conversions as Trino does them. DuckDB's own are laxer: {@code '1.5'} is a bigint to it, and {@code yes} a boolean.
 *
 * <p>One instance serves one query; not thread-safe.
 */
final class Casts {
    private static final String WHOLE = "[+-]?[0-9]+";
    private static final String REAL =
            "\\s*[+-]?(NaN|Infinity|([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?[fFdD]?)\\s*";
    private static final String EXACT = "[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?";
    private static final String DATE = "\\s*[0-9]{4,}-[0-9]{1,2}-[0-9]{1,2}\\s*";
    private static final String TIME =
            "\\s*[0-9]{4,}-[0-9]{1,2}-[0-9]{1,2}( [0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2}(\\.[0-9]+)?)?)?\\s*";

    /** Begins the message of a failure that is this stand-in's own. */
    static final String FAILURE_MARK = "!ct:";

    private final Names names;

    Casts(Names names) {
        this.names = names;
    }

    /** What becomes of a value that cannot be converted. */
    enum OnFailure {
        /** The query fails. */
        FAIL,
        /** The value is NULL: TRY_CAST. */
        NULL
    }

    /** Converts by itself; the caller has made sure that {@link Coercion} allows it. */
    Expr coerce(Expr value, SqlType to) {
        return convert(value, to, OnFailure.FAIL)
                .orElseThrow(() -> new IllegalStateException("No coercion from " + value.type() + " to " + to));
    }

    /** Converts as CAST does; empty if Trino, or this stand-in, has no such conversion. */
    Optional<Expr> convert(Expr value, SqlType to, OnFailure onFailure) {
        SqlType from = value.type();
        if (from.equals(to)) {
            return Optional.of(value);
        }
        if (from == Simple.UNKNOWN) {
            return Optional.of(new Expr(Sql.nullOf(to), to));
        }
        if (from == Simple.VARCHAR && value.origin() == Origin.PARTITION && isPlain(to)) {
            // A cast that may fail would keep DuckDB from dropping files by it; what a path gives is as projected.
            return Optional.of(new Expr("TRY_CAST(" + value.sql() + " AS " + to.duckDb() + ")", to, value.origin()));
        }
        return sql(value.sql(), from, to, onFailure).map(sql -> new Expr(sql, to));
    }

    /**
     * An expression that fails the query when it is evaluated, by a cast that cannot work. DuckDB's error() will not do:
     * it is volatile, so TRY does not take it, and it keeps files from being dropped before they are opened.
     */
    static String fail(String messageSql, SqlType type, OnFailure onFailure) {
        String noNumber = "concat('" + FAILURE_MARK + "', " + messageSql + ")";
        return onFailure == OnFailure.NULL
                ? Sql.nullOf(type)
                : cast(cast(cast(noNumber, Simple.INTEGER), Simple.VARCHAR), type);
    }

    private Optional<String> sql(String x, SqlType from, SqlType to, OnFailure onFailure) {
        if (to == Simple.JSON) {
            return toJson(x, from);
        }
        if (from == Simple.JSON) {
            return fromJson(x, to, onFailure);
        }
        if (from == Simple.VARCHAR) {
            return fromText(x, to, onFailure);
        }
        if (to == Simple.VARCHAR) {
            return toText(x, from);
        }
        if (Coercion.isTime(from) && Coercion.isTime(to)) {
            return Optional.of(time(x, from, to));
        }
        if (isNumberLike(from) && isNumberLike(to)) {
            return Optional.of(number(x, from, to, onFailure));
        }
        return nested(x, from, to, onFailure);
    }

    private static boolean isPlain(SqlType type) {
        return type == Simple.DATE || Coercion.isInteger(type);
    }

    private static boolean isNumberLike(SqlType type) {
        return Coercion.isNumeric(type) || type == Simple.BOOLEAN;
    }

    private static String number(String x, SqlType from, SqlType to, OnFailure onFailure) {
        boolean rounds = !Coercion.isInteger(from) && from != Simple.BOOLEAN && Coercion.isInteger(to);
        String value = rounds ? "round(" + x + ")" : x;
        if (to == Simple.BOOLEAN) {
            return "(" + x + " <> 0)";
        }
        return onFailure == OnFailure.NULL ? "TRY_CAST(" + value + " AS " + to.duckDb() + ")" : cast(value, to);
    }

    private static String time(String x, SqlType from, SqlType to) {
        if (from instanceof ZonedTimestamp) {
            return to instanceof ZonedTimestamp zoned
                    ? "ct_zoned(" + rounded("(" + x + ").u", zoned.precision()) + ", (" + x + ").z)"
                    : time("ct_local(" + x + ")", new Timestamp(6), to);
        }
        if (to == Simple.DATE) {
            return cast(x, to);
        }
        String local = from == Simple.DATE ? cast(x, Timestamp.MILLIS) : x;
        if (to instanceof ZonedTimestamp) {
            return "ct_zoned(" + local + ", 'UTC')";
        }
        boolean coarser = from instanceof Timestamp source && source.precision() > ((Timestamp) to).precision();
        return coarser ? rounded(local, ((Timestamp) to).precision()) : local;
    }

    /** A timestamp with so many digits of a second, rounded as Trino does. */
    static String rounded(String x, int precision) {
        long unit = (long) Math.pow(10, 6 - precision);
        return unit <= 1 ? x : "ct_round(" + x + ", " + unit + ")";
    }

    private Optional<String> toText(String x, SqlType from) {
        if (from instanceof Timestamp timestamp) {
            return Optional.of("ct_text(" + x + ", " + timestamp.precision() + ")");
        }
        if (from instanceof ZonedTimestamp zoned) {
            return Optional.of("(ct_text(ct_local(" + x + "), " + zoned.precision() + ") || ' ' || (" + x + ").z)");
        }
        if (from == Simple.DOUBLE || from == Simple.REAL) {
            return Optional.of("ct_scientific(" + cast(x, Simple.VARCHAR) + ")");
        }
        if (isNumberLike(from) || from == Simple.DATE) {
            return Optional.of(cast(x, Simple.VARCHAR));
        }
        return Optional.empty();
    }

    private static Optional<String> fromText(String x, SqlType to, OnFailure onFailure) {
        if (to == Simple.BOOLEAN) {
            return Optional.of("CASE WHEN " + x + " IS NULL THEN NULL WHEN lower(" + x
                    + ") IN ('true', 't', '1') THEN true WHEN lower(" + x + ") IN ('false', 'f', '0') THEN false ELSE "
                    + fail(cannotCast(x, to), to, onFailure) + " END");
        }
        String trimmed = "trim(" + x + ")";
        if (Coercion.isInteger(to)) {
            return Optional.of(checked(x, WHOLE, x, to, onFailure));
        }
        if (to == Simple.DOUBLE || to == Simple.REAL) {
            return Optional.of(checked(x, REAL, "rtrim(" + trimmed + ", 'fFdD')", to, onFailure));
        }
        if (to instanceof Decimal) {
            return Optional.of(checked(x, EXACT, x, to, onFailure));
        }
        if (to == Simple.DATE) {
            return Optional.of(checked(x, DATE, trimmed, to, onFailure));
        }
        if (to instanceof Timestamp timestamp) {
            return Optional.of(rounded(checked(x, TIME, trimmed, to, onFailure), timestamp.precision()));
        }
        return Optional.empty();
    }

    private static String checked(String x, String pattern, String value, SqlType to, OnFailure onFailure) {
        String read = "TRY_CAST(" + value + " AS " + to.duckDb() + ")";
        if (onFailure == OnFailure.NULL) {
            return "CASE WHEN regexp_full_match(" + x + ", " + text(pattern) + ") THEN " + read + " END";
        }
        return "CASE WHEN " + x + " IS NULL THEN NULL WHEN regexp_full_match(" + x + ", " + text(pattern) + ") AND "
                + read + " IS NOT NULL THEN " + read + " ELSE " + fail(cannotCast(x, to), to, onFailure) + " END";
    }

    private static String cannotCast(String x, SqlType to) {
        return "concat('INVALID_CAST_ARGUMENT: Cannot cast ''', " + x + ", " + text("' to " + to.trino()) + ")";
    }

    private Optional<String> toJson(String x, SqlType from) {
        if (Coercion.isTime(from)) {
            return toText(x, from).map(text -> "to_json(" + text + ")");
        }
        return jsonShape(from)
                .flatMap(shape -> convert(new Expr(x, from), shape, OnFailure.FAIL))
                .map(shaped -> "to_json(" + shaped.sql() + ")");
    }

    /** The type whose JSON text in DuckDB is Trino's text of the given type. */
    private static Optional<SqlType> jsonShape(SqlType type) {
        if (type instanceof ArrayOf array) {
            return jsonShape(array.element()).map(ArrayOf::new);
        }
        if (type instanceof MapOf map) {
            return map.key() == Simple.VARCHAR
                            && jsonShape(map.value())
                                    .filter(map.value()::equals)
                                    .isPresent()
                    ? Optional.of(map)
                    : Optional.empty();
        }
        if (type instanceof RowOf row) {
            List<Member> members = new ArrayList<>();
            for (Member member : row.members()) {
                Optional<SqlType> shape = jsonShape(member.type());
                if (shape.isEmpty()) {
                    return Optional.empty();
                }
                members.add(new Member(member.name(), shape.get()));
            }
            return Optional.of(new RowOf(members));
        }
        if (Coercion.isTime(type)) {
            return Optional.of(Simple.JSON);
        }
        return type == Simple.JSON || isLeaf(type) ? Optional.of(type) : Optional.empty();
    }

    private Optional<String> fromJson(String x, SqlType to, OnFailure onFailure) {
        if (to instanceof ArrayOf array && (array.element() == Simple.JSON || isLeaf(array.element()))) {
            return Optional.of("TRY_CAST(" + x + " AS " + to.duckDb() + ")");
        }
        if (to instanceof MapOf map
                && map.key() == Simple.VARCHAR
                && (map.value() == Simple.JSON || isLeaf(map.value()))) {
            return Optional.of("TRY_CAST(" + x + " AS " + to.duckDb() + ")");
        }
        if (!isLeaf(to)) {
            return Optional.empty();
        }
        String kind = "json_type(" + x + ")";
        String value = "json_extract_string(" + x + ", '$')";
        Optional<String> converted = to == Simple.VARCHAR ? Optional.of(value) : fromText(value, to, onFailure);
        return converted.map(sql -> "CASE WHEN " + x + " IS NULL OR " + kind + " = 'NULL' THEN NULL WHEN " + kind
                + " IN ('OBJECT', 'ARRAY') THEN " + fail(cannotCast(kind, to), to, onFailure) + " ELSE " + sql
                + " END");
    }

    private static boolean isLeaf(SqlType type) {
        return type == Simple.VARCHAR || isNumberLike(type);
    }

    private Optional<String> nested(String x, SqlType from, SqlType to, OnFailure onFailure) {
        if (from instanceof ArrayOf source && to instanceof ArrayOf target) {
            String element = names.next();
            return convert(new Expr(element, source.element()), target.element(), onFailure)
                    .map(converted -> "list_transform(" + x + ", lambda " + element + ": " + converted.sql() + ")");
        }
        if (from instanceof RowOf source && to instanceof RowOf target) {
            return row(x, source, target, onFailure);
        }
        return Optional.empty();
    }

    private Optional<String> row(String x, RowOf source, RowOf target, OnFailure onFailure) {
        if (source.members().size() != target.members().size()) {
            return Optional.empty();
        }
        StringJoiner members = new StringJoiner(", ", "struct_pack(", ")");
        for (int i = 0; i < source.members().size(); i++) {
            Member member = source.members().get(i);
            Member wanted = target.members().get(i);
            Optional<Expr> converted = convert(member(x, member), wanted.type(), onFailure);
            if (converted.isEmpty()) {
                return Optional.empty();
            }
            members.add(Sql.name(wanted.name()) + " := " + converted.get().sql());
        }
        return Optional.of("CASE WHEN " + x + " IS NOT NULL THEN " + members + " END");
    }

    /** A row's member. */
    static Expr member(String row, Member member) {
        return new Expr("struct_extract(" + row + ", " + text(member.name()) + ")", member.type());
    }
}
