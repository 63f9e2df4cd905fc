package io.github.calllake.local.athena;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which of a relation's columns a statement asks for, and of which columns only members. Not thread-safe. */
final class Uses {
    private final TreeSet<Integer> whole = new TreeSet<>();

    /** Members as SQL writes them between quotes, by column. */
    private final Map<Integer, List<String>> members = new TreeMap<>();

    void column(int index) {
        whole.add(index);
    }

    void member(int index, String member) {
        List<String> known = members.computeIfAbsent(index, unused -> new ArrayList<>());
        if (!known.contains(member)) {
            known.add(member);
        }
    }

    /** Whether a column is asked for, whole or a member of it. */
    boolean has(int index) {
        return whole.contains(index) || members.containsKey(index);
    }

    /** Whether nothing but members of a column is asked for, so that each can be a column of its own. */
    boolean isApart(int index) {
        return !whole.contains(index) && members.containsKey(index);
    }

    /** The members of a column of which nothing else is asked for, in SQL without its quotes. */
    List<String> members(int index) {
        return List.copyOf(members.getOrDefault(index, List.of()));
    }

    /** What a member is called that is a column of its own. */
    String memberColumn(int index, String member) {
        return Select.columnName(index) + "_" + members(index).indexOf(member);
    }
}
