package io.github.calllake.export;

import io.github.calllake.schema.ColumnType.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What of the columns is not handed out. Immutable.
 *
 * @param leaveOut columns that are not in the output
 * @param mask columns whose texts are put out with stars: a text of eight characters or more keeps its last four
 */
public record ColumnRules(Set<String> leaveOut, Set<String> mask) {

    private static final int KEPT = 4;
    private static final int LONG_ENOUGH = 8;

    public ColumnRules {
        leaveOut = Set.copyOf(leaveOut);
        mask = Set.copyOf(mask);
    }

    /** All columns as they are. */
    public static ColumnRules none() {
        return new ColumnRules(Set.of(), Set.of());
    }

    /** What is wrong with it for these columns; empty if nothing. */
    List<String> faults(List<ExportColumn> columns) {
        List<String> faults = new ArrayList<>();
        Set<String> names = new TreeSet<>();
        columns.forEach(column -> names.add(column.name()));
        leaveOut.stream()
                .filter(name -> !names.contains(name))
                .sorted()
                .forEach(name -> faults.add("there is no column " + name + " to leave out; there are " + names));
        mask.stream().sorted().forEach(name -> {
            if (!names.contains(name)) {
                faults.add("there is no column " + name + " to mask; there are " + names);
            } else if (leaveOut.contains(name)) {
                faults.add("column " + name + " cannot be both left out and masked");
            } else if (columns.stream().anyMatch(column -> column.name().equals(name) && !isText(column))) {
                faults.add("column " + name + " is no text, and only texts can be masked; leave it out");
            }
        });
        if (leaveOut.containsAll(names)) {
            faults.add("all columns are left out");
        }
        return faults;
    }

    private static boolean isText(ExportColumn column) {
        return column.type() == Scalar.STRING || column.type() == Scalar.JSON;
    }

    List<ExportColumn> columns(List<ExportColumn> all) {
        return all.stream().filter(column -> !leaveOut.contains(column.name())).toList();
    }

    /** The same rows with less in them. */
    ExportRows applied(ExportRows rows, List<ExportColumn> all) {
        if (leaveOut.isEmpty() && mask.isEmpty()) {
            return rows;
        }
        int[] kept = IntStream.range(0, all.size())
                .filter(i -> !leaveOut.contains(all.get(i).name()))
                .toArray();
        return ExportRows.of(rows, row -> applied(row, kept, all), rows::close);
    }

    private @Nullable Object[] applied(@Nullable Object[] row, int[] kept, List<ExportColumn> all) {
        @Nullable Object[] less = new Object[kept.length];
        for (int i = 0; i < kept.length; i++) {
            Object value = row[kept[i]];
            less[i] = value != null && mask.contains(all.get(kept[i]).name()) ? masked(value.toString()) : value;
        }
        return less;
    }

    private static String masked(String text) {
        int from = text.length() >= LONG_ENOUGH ? text.length() - KEPT : text.length();
        // Half of a surrogate pair has no UTF-8.
        int whole = from < text.length() && Character.isLowSurrogate(text.charAt(from)) ? from + 1 : from;
        return "*".repeat(whole) + text.substring(whole);
    }
}
