package io.github.calllake.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Rows that come in any order and go in one, in memory that does not grow with them: what does not fit is sorted part by part and waits in a
 * file without a name, which goes with the process. NULL sorts behind everything, as both engines have it, and texts by their UTF-8 bytes. Rows
 * that are equal in what they are sorted by are sorted by the rest, so that the order says nothing of where a row came from.
 *
 * <p>Values are those of {@link io.github.calllake.lake.FlatFileReader}. For one thread.
 */
final class SortedRows implements AutoCloseable {

    /** Of rows in memory, roughly: what is held for longer the garbage collector copies, a third of all CPU time with 32 MB. */
    static final long MEMORY = 8L << 20;

    /** Each part takes a block of memory when all are read at once: from so many on they are longer. */
    private static final int MANY_PARTS = 64;

    private static final int LONGER = 4;

    private final int[] order;
    private final long memory;
    private final Path directory;
    private final List<RowRun> runs = new ArrayList<>();
    private List<@Nullable Object[]> rows = new ArrayList<>();
    private long held;
    private @Nullable FileChannel file;
    private long count;

    /**
     * @param order the values that rows are sorted by, the first one first
     * @param memory how many bytes of rows may be held
     * @param directory where the file is made
     */
    SortedRows(int[] order, long memory, Path directory) {
        this.order = order.clone();
        this.memory = memory;
        this.directory = directory;
    }

    /** Takes a row, whose array is kept. */
    void add(@Nullable Object[] row) {
        rows.add(row);
        count++;
        held += RowRun.size(row);
        if (held > memory && (runs.size() < MANY_PARTS || held / LONGER > memory)) {
            spill();
        }
    }

    /** How many rows were taken. */
    long count() {
        return count;
    }

    private void spill() {
        rows.sort(this::compare);
        try {
            FileChannel to = file;
            if (to == null) {
                to = open();
                file = to;
            }
            runs.add(RowRun.write(rows, to));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Rows could not be kept in a file in " + directory
                            + " until they are sorted. Make room there, or set java.io.tmpdir to another directory",
                    e);
        }
        rows = new ArrayList<>(rows.size());
        held = 0;
    }

    private FileChannel open() throws IOException {
        // On Linux the name goes at once, and on other systems when the file is closed.
        return FileChannel.open(
                directory.resolve("call-lake-rows-" + UUID.randomUUID()),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
    }

    private int compare(@Nullable Object[] one, @Nullable Object[] other) {
        for (int column : order) {
            int compared = compareValues(one[column], other[column]);
            if (compared != 0) {
                return compared;
            }
        }
        for (int i = 0; i < one.length; i++) {
            int compared = compareValues(one[i], other[i]);
            if (compared != 0) {
                return compared;
            }
        }
        return 0;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Values of one column are of one type.
    private static int compareValues(@Nullable Object one, @Nullable Object other) {
        if (one == null || other == null) {
            return one == other ? 0 : one == null ? 1 : -1;
        }
        if (one instanceof String text) {
            return compareTexts(text, (String) other);
        }
        return ((Comparable) one).compareTo(other);
    }

    /** By UTF-8 bytes, without making them: surrogates, which stand for what lies beyond, sort behind all other characters. */
    private static int compareTexts(String one, String other) {
        int length = Math.min(one.length(), other.length());
        for (int i = 0; i < length; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                boolean both = Character.isSurrogate(a) == Character.isSurrogate(b);
                return both ? a - b : Character.isSurrogate(a) ? 1 : -1;
            }
        }
        return one.length() - other.length();
    }

    /** All of them, in order; nothing can be added any more. */
    Iterator<@Nullable Object[]> sorted() {
        if (runs.isEmpty()) {
            rows.sort(this::compare);
            return rows.iterator();
        }
        if (!rows.isEmpty()) {
            spill();
        }
        return new Merged();
    }

    private final class Merged implements Iterator<@Nullable Object[]> {

        private final PriorityQueue<Head> heads;

        Merged() {
            heads = new PriorityQueue<>(runs.size(), Comparator.comparing(Head::row, SortedRows.this::compare));
            runs.forEach(run -> advance(run.reader()));
        }

        private record Head(@Nullable Object[] row, RowRun.Reader from) {}

        private void advance(RowRun.Reader run) {
            if (run.hasNext()) {
                heads.add(new Head(run.next(), run));
            }
        }

        @Override
        public boolean hasNext() {
            return !heads.isEmpty();
        }

        @Override
        public @Nullable Object[] next() {
            Head first = heads.poll();
            if (first == null) {
                throw new NoSuchElementException();
            }
            advance(first.from());
            return first.row();
        }
    }

    @Override
    public void close() {
        rows = new ArrayList<>();
        FileChannel open = file;
        file = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("A file of sorted rows in " + directory + " could not be closed", e);
        }
    }
}
