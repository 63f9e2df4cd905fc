package io.github.calllake.local.athena;

import java.util.List;
import java.util.Locale;

/**
 * What kind of statement a text is, by its first words.
 *
 * @param name as Athena names it in {@code SubstatementType}
 * @param type {@code DML}, {@code DDL} or {@code UTILITY}
 * @see <a href="https://docs.aws.amazon.com/athena/latest/APIReference/API_QueryExecution.html">QueryExecution</a>
 */
record StatementKind(String name, String type) {

    private static final StatementKind SELECT = new StatementKind("SELECT", "DML");

    static StatementKind of(String sql) {
        List<String> words = List.of(sql.replaceAll("--[^\n]*|(?s)/\\*.*?\\*/", " ")
                .strip()
                .toUpperCase(Locale.ROOT)
                .split("[\\s(]+", 4));
        String first = words.get(0);
        String second = words.size() > 1 ? words.get(1) : "";
        return switch (first) {
            case "CREATE" -> created(sql, second);
            case "UNLOAD", "INSERT", "EXECUTE" -> new StatementKind(first, "DML");
            case "DROP", "ALTER" -> new StatementKind(first + "_" + second, "DDL");
            case "MSCK" -> new StatementKind("MSCK_REPAIR", "DDL");
            case "PREPARE", "DEALLOCATE" -> new StatementKind(first, "DDL");
            case "SHOW" -> new StatementKind("SHOW_" + second, "UTILITY");
            case "DESCRIBE", "DESC" -> new StatementKind("DESCRIBE", "UTILITY");
            case "EXPLAIN" -> new StatementKind("EXPLAIN", "UTILITY");
            default -> SELECT;
        };
    }

    private static StatementKind created(String sql, String second) {
        boolean as = sql.matches("(?is)\\s*CREATE\\s+TABLE\\b.*\\bAS\\s*\\(?\\s*(SELECT|WITH|VALUES|TABLE)\\b.*");
        if (as) {
            return new StatementKind("CREATE_TABLE_AS_SELECT", "DML");
        }
        return new StatementKind(
                switch (second) {
                    case "EXTERNAL" -> "CREATE_TABLE";
                    case "OR" -> "CREATE_VIEW";
                    default -> "CREATE_" + second;
                },
                "DDL");
    }

    /** The end of the result file's name: rows of a query are CSV, what other statements say is text. */
    String suffix() {
        return name.equals("SELECT") || name.equals("EXECUTE") || name.equals("UNLOAD") ? ".csv" : ".txt";
    }
}
