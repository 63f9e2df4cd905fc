package io.github.calllake.local.athena;

import io.github.calllake.local.athena.SqlType.ArrayOf;
import io.github.calllake.local.athena.SqlType.MapOf;
import io.github.calllake.local.athena.SqlType.Member;
import io.github.calllake.local.athena.SqlType.RowOf;
import io.github.calllake.local.athena.SqlType.Simple;
import io.github.calllake.local.athena.SqlType.Timestamp;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Struct;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Values as Athena writes them into results: {@code [a, b]}, {@code {x=1}}, three digits after a second. */
final class ResultText {
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT);

    private ResultText() {}

    /** A row's value; null if it is SQL's NULL. */
    static @Nullable String of(ResultSet row, int index, SqlType type) throws SQLException {
        if (type instanceof Timestamp) {
            LocalDateTime time = row.getObject(index, LocalDateTime.class);
            return time == null ? null : TIMESTAMP.format(time);
        }
        if (type == Simple.VARBINARY) {
            byte[] bytes = row.getBytes(index);
            return bytes == null ? null : hex(bytes);
        }
        Object value = row.getObject(index);
        return value == null ? null : text(value, type);
    }

    private static String text(@Nullable Object value, SqlType type) throws SQLException {
        if (value == null) {
            return "null";
        }
        if (type instanceof ArrayOf array && value instanceof Array elements) {
            StringJoiner all = new StringJoiner(", ", "[", "]");
            for (Object element : (Object[]) elements.getArray()) {
                all.add(text(element, array.element()));
            }
            return all.toString();
        }
        if (type instanceof RowOf row && value instanceof Struct struct) {
            StringJoiner all = new StringJoiner(", ", "{", "}");
            Object[] members = struct.getAttributes();
            for (int i = 0; i < members.length; i++) {
                Member member = row.members().get(i);
                all.add(member.name() + "=" + text(members[i], member.type()));
            }
            return all.toString();
        }
        if (type instanceof MapOf map && value instanceof Map<?, ?> entries) {
            StringJoiner all = new StringJoiner(", ", "{", "}");
            for (Map.Entry<?, ?> entry : entries.entrySet()) {
                all.add(text(entry.getKey(), map.key()) + "=" + text(entry.getValue(), map.value()));
            }
            return all.toString();
        }
        return value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
    }

    private static String hex(byte[] bytes) {
        StringJoiner all = new StringJoiner(" ");
        for (byte b : bytes) {
            all.add(String.format(Locale.ROOT, "%02x", b));
        }
        return all.toString();
    }
}
