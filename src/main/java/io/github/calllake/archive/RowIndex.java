package io.github.calllake.archive;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the rows of one partition wait, and what they are sorted by: what stays in memory of a row. For one thread.
 */
final class RowIndex {

    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
    /** A call's entry in the map, and its text. */
    private static final int CALL_BYTES = 160;

    /** Calls in the order in which they came. */
    private final Map<String, Integer> calls = new HashMap<>();

    private int[] call = new int[8];
    private int[] milli = new int[8];
    private long[] position = new long[8];
    private int size;

    /**
     * Adds the next row in the order of the shard.
     *
     * @param eventTime on the partition's day
     */
    void add(Optional<String> callId, Instant eventTime, long at) {
        if (size == call.length) {
            call = Arrays.copyOf(call, size * 2);
            milli = Arrays.copyOf(milli, size * 2);
            position = Arrays.copyOf(position, size * 2);
        }
        call[size] = callId.map(id -> calls.computeIfAbsent(id, unused -> calls.size()))
                .orElse(-1);
        milli[size] = (int) Math.floorMod(eventTime.toEpochMilli(), DAY_MILLIS);
        position[size] = at;
        size++;
    }

    int size() {
        return size;
    }

    /** How much heap it takes, about. */
    long heapBytes() {
        return call.length * 16L + calls.size() * (long) CALL_BYTES;
    }

    /** Where the rows wait, by call (those without one last), then event time, then as the shard had them. */
    long[] inOrder() {
        int[] rank = ranks();
        int[] next = new int[calls.size() + 2];
        for (int i = 0; i < size; i++) {
            next[rankOf(i, rank) + 1]++;
        }
        for (int i = 1; i < next.length; i++) {
            next[i] += next[i - 1];
        }
        int[] ends = Arrays.copyOfRange(next, 1, next.length);
        long[] order = new long[size];
        for (int i = 0; i < size; i++) {
            order[next[rankOf(i, rank)]++] = (long) milli[i] << Integer.SIZE | i;
        }
        int from = 0;
        for (int end : ends) {
            Arrays.sort(order, from, end);
            from = end;
        }
        for (int i = 0; i < size; i++) {
            order[i] = position[(int) order[i]];
        }
        return order;
    }

    private int rankOf(int row, int[] rank) {
        return call[row] < 0 ? rank.length : rank[call[row]];
    }

    private int[] ranks() {
        List<Map.Entry<String, Integer>> inOrder = new ArrayList<>(calls.entrySet());
        inOrder.sort(Map.Entry.comparingByKey());
        int[] rank = new int[inOrder.size()];
        for (int i = 0; i < rank.length; i++) {
            rank[inOrder.get(i).getValue()] = i;
        }
        return rank;
    }
}
