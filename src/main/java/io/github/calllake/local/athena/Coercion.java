package io.github.calllake.local.athena;

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

/** Trino's implicit conversions: fewer than DuckDB's, none between text and anything else. */
final class Coercion {
    private Coercion() {}

    /** The type both convert to by themselves, empty if there is none. */
    static Optional<SqlType> common(SqlType a, SqlType b) {
        if (a.equals(b) || b == Simple.UNKNOWN) {
            return Optional.of(a);
        }
        if (a == Simple.UNKNOWN) {
            return Optional.of(b);
        }
        if (isNumeric(a) && isNumeric(b)) {
            return Optional.of(number(a, b));
        }
        if (isTime(a) && isTime(b)) {
            int precision = Math.max(precision(a), precision(b));
            boolean zoned = a instanceof ZonedTimestamp || b instanceof ZonedTimestamp;
            return Optional.of(zoned ? new ZonedTimestamp(precision) : new Timestamp(precision));
        }
        if (a instanceof ArrayOf left && b instanceof ArrayOf right) {
            return common(left.element(), right.element()).map(ArrayOf::new);
        }
        if (a instanceof MapOf left && b instanceof MapOf right) {
            return common(left.key(), right.key())
                    .flatMap(key -> common(left.value(), right.value()).map(value -> new MapOf(key, value)));
        }
        if (a instanceof RowOf left && b instanceof RowOf right) {
            return row(left, right);
        }
        return Optional.empty();
    }

    private static Optional<SqlType> row(RowOf left, RowOf right) {
        if (left.members().size() != right.members().size()) {
            return Optional.empty();
        }
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < left.members().size(); i++) {
            Member member = left.members().get(i);
            Optional<SqlType> type =
                    common(member.type(), right.members().get(i).type());
            if (type.isEmpty()) {
                return Optional.empty();
            }
            members.add(new Member(member.name(), type.get()));
        }
        return Optional.of(new RowOf(members));
    }

    /** Whether a value of one type may stand, by itself, where another is asked for. */
    static boolean converts(SqlType from, SqlType to) {
        return common(from, to).filter(to::equals).isPresent();
    }

    private static SqlType number(SqlType a, SqlType b) {
        if (a == Simple.DOUBLE || b == Simple.DOUBLE) {
            return Simple.DOUBLE;
        }
        if (a == Simple.REAL || b == Simple.REAL) {
            return Simple.REAL;
        }
        if (a instanceof Decimal || b instanceof Decimal) {
            Decimal left = decimal(a);
            Decimal right = decimal(b);
            int scale = Math.max(left.scale(), right.scale());
            int whole = Math.max(left.precision() - left.scale(), right.precision() - right.scale());
            return new Decimal(Math.min(Decimal.MAX_PRECISION, whole + scale), scale);
        }
        return ((Simple) a).compareTo((Simple) b) > 0 ? a : b;
    }

    /** The decimal that holds every value of an integer type. */
    static Decimal decimal(SqlType type) {
        if (type instanceof Decimal decimal) {
            return decimal;
        }
        return switch ((Simple) type) {
            case TINYINT -> new Decimal(3, 0);
            case SMALLINT -> new Decimal(5, 0);
            case INTEGER -> new Decimal(10, 0);
            case BIGINT -> new Decimal(19, 0);
            default -> throw new IllegalArgumentException("No integer type: " + type);
        };
    }

    static boolean isInteger(SqlType type) {
        return type == Simple.TINYINT || type == Simple.SMALLINT || type == Simple.INTEGER || type == Simple.BIGINT;
    }

    static boolean isNumeric(SqlType type) {
        return isInteger(type) || type == Simple.REAL || type == Simple.DOUBLE || type instanceof Decimal;
    }

    /** Dates and timestamps. */
    static boolean isTime(SqlType type) {
        return type == Simple.DATE || type instanceof Timestamp || type instanceof ZonedTimestamp;
    }

    private static int precision(SqlType time) {
        if (time instanceof Timestamp timestamp) {
            return timestamp.precision();
        }
        return time instanceof ZonedTimestamp zoned ? zoned.precision() : 0;
    }

    /** Whether values can be put in order. */
    static boolean isOrderable(SqlType type) {
        if (type instanceof ArrayOf array) {
            return isOrderable(array.element());
        }
        if (type instanceof RowOf row) {
            return row.members().stream().allMatch(member -> isOrderable(member.type()));
        }
        return type != Simple.JSON && !(type instanceof MapOf);
    }
}
