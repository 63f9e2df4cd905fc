package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.UnloadStatement.TextOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Rows as the lines of a file. Not thread-safe. */
final class UnloadLines {
    private final UnloadStatement statement;
    private final List<UnloadColumn> columns;

    /** @param columns those that go into the files, in their order */
    UnloadLines(UnloadStatement statement, List<UnloadColumn> columns) {
        this.statement = statement;
        this.columns = List.copyOf(columns);
    }

    /** The line with the columns' names. */
    String header() {
        List<@Nullable String> names = new ArrayList<>();
        columns.forEach(column -> names.add(column.name()));
        return switch (statement.format()) {
            case CSV -> csv(names, true);
            default -> delimited(names, true);
        };
    }

    /** A row's line, with its end. */
    String line(List<@Nullable String> values) {
        return switch (statement.format()) {
            case TEXT -> delimited(values, false);
            case CSV -> csv(values, false);
            case JSON -> json(values);
            case PARQUET -> staged(values);
        };
    }

    private String csv(List<@Nullable String> values, boolean header) {
        char delimiter = statement.text().delimiter();
        StringJoiner line = new StringJoiner(String.valueOf(delimiter), "", "\n");
        for (int i = 0; i < values.size(); i++) {
            String value = values.get(i);
            if (value == null) {
                line.add(nullText(i));
                continue;
            }
            String field = header ? value : bare(i, value);
            boolean quoted = field.chars().anyMatch(c -> c == delimiter || c == '"' || c == '\n' || c == '\r');
            line.add(quoted ? '"' + field.replace("\"", "\"\"") + '"' : field);
        }
        return line.toString();
    }

    private String delimited(List<@Nullable String> values, boolean header) {
        TextOptions options = statement.text();
        StringJoiner line = new StringJoiner(String.valueOf(options.delimiter()), "", "\n");
        for (int i = 0; i < values.size(); i++) {
            String value = values.get(i);
            if (value == null) {
                line.add(nullText(i));
                continue;
            }
            String field = header ? value : bare(i, value);
            if (options.escape() && (header || columns.get(i).isText())) {
                field = escaped(field);
            }
            line.add(options.addQuotes() ? '"' + field + '"' : field);
        }
        return line.toString();
    }

    /** A SUPER is JSON whatever NULL AS says. */
    private String nullText(int column) {
        return columns.get(column).oid() == UnloadColumn.SUPER
                ? "null"
                : statement.text().nullText();
    }

    private String escaped(String field) {
        TextOptions options = statement.text();
        StringBuilder out = new StringBuilder();
        for (char c : field.toCharArray()) {
            boolean quote = options.addQuotes() && (c == '"' || c == '\'');
            if (c == '\n' || c == '\r' || c == '\\' || c == options.delimiter() || quote) {
                out.append('\\');
            }
            out.append(c);
        }
        return out.toString();
    }

    /** PostgreSQL's text of bytes has two characters that Redshift's has not. */
    private String bare(int column, String value) {
        return columns.get(column).oid() == UnloadColumn.VARBYTE && value.startsWith("\\x")
                ? value.substring(2)
                : value;
    }

    private String json(List<@Nullable String> values) {
        StringJoiner line = new StringJoiner(",", "{", "}\n");
        for (int i = 0; i < values.size(); i++) {
            line.add(text(columns.get(i).name()) + ":" + jsonValue(columns.get(i), values.get(i)));
        }
        return line.toString();
    }

    private static String jsonValue(UnloadColumn column, @Nullable String value) {
        if (value == null) {
            return "null";
        }
        boolean finite = !value.endsWith("N") && !value.endsWith("y");
        boolean bare = column.oid() == UnloadColumn.SUPER || (column.isNumber() && finite);
        return bare ? value : text(value);
    }

    /** For the Parquet writer, which reads every value as text. */
    private static String staged(List<@Nullable String> values) {
        StringJoiner line = new StringJoiner(",", "{", "}\n");
        for (int i = 0; i < values.size(); i++) {
            String value = values.get(i);
            if (value != null) {
                line.add("\"c" + i + "\":" + text(value));
            }
        }
        return line.toString();
    }

    /** A string of JSON. */
    static String text(String value) {
        StringBuilder out = new StringBuilder(value.length() + 2).append('"');
        for (char c : value.toCharArray()) {
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ') {
                        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }
}
