package io.github.calllake.local.athena;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the columns of relations, such as {@code r1.c5}, in DuckDB's SQL; what stands in quotes is no column. */
final class References {
    private static final Pattern COLUMN = Pattern.compile("'(?:[^']++|'')*+'|\"(?:[^\"]++|\"\")*+\""
            + "|struct_extract\\((?<struct>r\\d+)\\.c(?<of>\\d+), '(?<member>(?:[^']++|'')*+)'\\)"
            + "|\\b(?<relation>r\\d+)\\.c(?<column>\\d+)\\b");

    private References() {}

    /** The relations whose columns stand there. */
    static Set<String> relations(String sql) {
        Set<String> relations = new LinkedHashSet<>();
        replaced(sql, (found, relation) -> {
            relations.add(relation);
            return found.group();
        });
        return relations;
    }

    /** Which columns of a relation stand there. */
    static Uses uses(String sql, String relation) {
        Uses uses = new Uses();
        replaced(sql, (found, name) -> {
            if (name.equals(relation) && found.group("relation") == null) {
                uses.member(Integer.parseInt(found.group("of")), found.group("member"));
            } else if (name.equals(relation)) {
                uses.column(Integer.parseInt(found.group("column")));
            }
            return found.group();
        });
        return uses;
    }

    /** The same SQL with something else for a relation's columns. */
    static String withColumns(String sql, String relation, IntFunction<String> columns) {
        return replaced(sql, (found, name) -> {
            if (!name.equals(relation)) {
                return found.group();
            }
            return found.group("relation") == null
                    ? "struct_extract(" + columns.apply(Integer.parseInt(found.group("of"))) + ", '"
                            + found.group("member") + "')"
                    : columns.apply(Integer.parseInt(found.group("column")));
        });
    }

    /** The same SQL, where members that the relation gives as columns of their own are these columns. */
    static String withMembers(String sql, String relation, Uses uses) {
        return replaced(sql, (found, name) -> {
            boolean member = name.equals(relation)
                    && found.group("relation") == null
                    && uses.isApart(Integer.parseInt(found.group("of")));
            return member
                    ? relation + "." + uses.memberColumn(Integer.parseInt(found.group("of")), found.group("member"))
                    : found.group();
        });
    }

    private static String replaced(String sql, BiFunction<Matcher, String, String> replacement) {
        Matcher found = COLUMN.matcher(sql);
        StringBuilder all = new StringBuilder();
        int from = 0;
        while (found.find()) {
            String struct = found.group("struct");
            String relation = struct == null ? found.group("relation") : struct;
            if (relation != null) {
                all.append(sql, from, found.start()).append(replacement.apply(found, relation));
                from = found.end();
            }
        }
        return all.append(sql, from, sql.length()).toString();
    }
}
