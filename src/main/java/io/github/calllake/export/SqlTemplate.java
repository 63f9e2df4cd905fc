package io.github.calllake.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * SQL with named parameters, cut into what may and what may not be looked into: literals, quoted names and comments stay as they
 * are. Backslashes in literals are refused, for the two engines read them otherwise.
 *
 * @param parts in order
 */
record SqlTemplate(List<Part> parts) {

    private static final Pattern PART = Pattern.compile(
            "(?<closed>'[^']*+(?:''[^']*+)*+'|\"[^\"]*+(?:\"\"[^\"]*+)*+\"|--[^\\n]*+|/\\*.*?\\*/)"
                    + "|(?<cast>::)"
                    + "|(?<parameter>:[A-Za-z_][A-Za-z0-9_]*)"
                    + "|(?<word>[A-Za-z_][A-Za-z0-9_]*)"
                    + "|(?<other>.)",
            Pattern.DOTALL);

    SqlTemplate {
        parts = List.copyOf(parts);
    }

    enum Kind {
        CLOSED,
        PARAMETER,
        WORD,
        OTHER
    }

    record Part(Kind kind, String text) {}

    /** @throws IllegalArgumentException if it is no single SELECT, or holds what the engines read otherwise */
    static SqlTemplate of(String sql) {
        List<Part> parts = new ArrayList<>();
        Matcher matcher = PART.matcher(sql);
        while (matcher.find()) {
            parts.add(new Part(kind(matcher), matcher.group()));
        }
        for (Part part : parts) {
            if (part.kind() == Kind.CLOSED
                    && part.text().startsWith("'")
                    && part.text().contains("\\")) {
                throw new IllegalArgumentException(
                        "a backslash in a literal is read otherwise by each engine; use another character");
            }
            if (part.kind() == Kind.OTHER
                    && (part.text().equals("'") || part.text().equals("\""))) {
                throw new IllegalArgumentException("a quote is open at the end of the SQL");
            }
            if (part.kind() == Kind.OTHER && part.text().equals(";")) {
                throw new IllegalArgumentException("a job's SQL is one SELECT, without a semicolon");
            }
        }
        boolean selects = parts.stream()
                .filter(part -> part.kind() == Kind.WORD)
                .findFirst()
                .filter(word ->
                        word.text().equalsIgnoreCase("select") || word.text().equalsIgnoreCase("with"))
                .isPresent();
        if (!selects) {
            throw new IllegalArgumentException("a job's SQL begins with SELECT or WITH");
        }
        return new SqlTemplate(parts);
    }

    private static Kind kind(Matcher matcher) {
        if (matcher.group("closed") != null) {
            return Kind.CLOSED;
        }
        if (matcher.group("parameter") != null) {
            return Kind.PARAMETER;
        }
        return matcher.group("word") != null ? Kind.WORD : Kind.OTHER;
    }

    /** The names of the parameters. */
    Set<String> parameters() {
        return parts.stream()
                .filter(part -> part.kind() == Kind.PARAMETER)
                .map(part -> part.text().substring(1))
                .collect(Collectors.toSet());
    }

    /**
     * The SQL with everything filled in.
     *
     * @param before words behind which a table's name stands
     * @param table what a table's name becomes
     */
    String filled(Map<String, String> values, Set<String> before, UnaryOperator<String> table) {
        StringBuilder sql = new StringBuilder();
        boolean tableNext = false;
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            if (part.kind() == Kind.PARAMETER) {
                sql.append(values.get(part.text().substring(1)));
                tableNext = false;
            } else if (part.kind() == Kind.WORD) {
                sql.append(tableNext && !isQualifier(i) ? table.apply(part.text()) : part.text());
                tableNext = before.contains(part.text().toLowerCase(Locale.ROOT));
            } else {
                sql.append(part.text());
                tableNext = tableNext && part.text().isBlank();
            }
        }
        return sql.toString();
    }

    private boolean isQualifier(int word) {
        return word + 1 < parts.size() && parts.get(word + 1).text().equals(".");
    }
}
