package io.github.calllake.engine;

import io.github.calllake.lake.FlatFileReader;
import io.github.calllake.lake.LakeStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.Record;
import org.jooq.Select;
import org.jspecify.annotations.Nullable;

/**
 * An engine whose large answers come by way of S3 instead of through a cursor: it writes a query's rows by itself, all its nodes at once
 * ({@link Unloader}); the objects are read back, sorted here and removed. The rows are the same, in the same order. What has a limit, no order, or
 * few rows is asked as ever.
 *
 * <p>When {@link #open} returns, all rows are on this machine and nothing is left in S3. If it fails, objects may be: they lie below the
 * prefix, for the caller to remove. Times come in whole milliseconds. Thread-safe.
 */
public final class UnloadingEngine extends ForwardingEngine {

    private static final String MARK = ".wanted";

    private final Unloader unloader;
    private final Place place;
    private final OptionalLong above;
    private final Duration timeout;
    private final Listener listener;
    private final AtomicInteger queries = new AtomicInteger();

    /**
     * Where objects lie between the engine and here.
     *
     * @param store their bucket
     * @param prefix with a slash at its end; nobody else writes below it, and whoever removes what lies there begins with each {@link #isMark}
     */
    public record Place(LakeStore store, String prefix) {}

    /** Is told how far a query is, by the thread that asks. */
    public interface Listener {

        /** The engine has written all objects. */
        void unloaded(Unloaded unloaded);

        /** So many rows have been read back so far; comes often. */
        void read(long rows);

        /** All rows are here, and the objects are gone. */
        void taken();

        /** Does nothing. */
        Listener NONE = new Listener() {
            @Override
            public void unloaded(Unloaded unloaded) {
                // Nobody listens.
            }

            @Override
            public void read(long rows) {
                // Nobody listens.
            }

            @Override
            public void taken() {
                // Nobody listens.
            }
        };
    }

    /**
     * Wraps an engine, which stays the caller's to close.
     *
     * @param unloader of the same engine
     * @param above queries with no more rows are asked as ever, which is found out by counting them; empty to unload without counting
     * @param timeout how long the engine may take to write
     */
    public UnloadingEngine(
            QueryEngine engine,
            Unloader unloader,
            Place place,
            OptionalLong above,
            Duration timeout,
            Listener listener) {
        super(engine);
        this.unloader = unloader;
        this.place = place;
        this.above = above;
        this.timeout = timeout;
        this.listener = listener;
    }

    @Override
    public <R extends Record> QueryRows<R> open(Select<R> query, QueryOptions options) {
        Optional<PushedQuery> pushed = PushedQuery.of(this, query);
        if (pushed.isEmpty() || isSmall(pushed.get(), options)) {
            return super.open(query, options);
        }
        int number = queries.getAndIncrement();
        String prefix = place.prefix() + number + "/";
        // Redshift says which objects it has written, and how many rows; Athena's are listed.
        Optional<String> mark = Optional.of(place.prefix() + number + MARK).filter(unused -> tier() == Tier.COLD);
        mark.ifPresent(key -> place.store().putIfAbsent(key, new byte[0], "application/octet-stream"));
        Unloaded unloaded = unloader.unload(
                new Unload(
                        pushed.get().select(),
                        "s3://" + place.store().bucket() + "/" + prefix,
                        Unload.Format.PARQUET,
                        Unload.Compression.NONE),
                options.withTimeout(timeout));
        listener.unloaded(unloaded);
        SortedRows rows = taken(pushed.get(), unloaded);
        try {
            mark.ifPresent(this::requireMark);
            List<String> done = new ArrayList<>(place.store().list(prefix, ""));
            mark.ifPresent(done::add);
            place.store().deleteAll(done);
            listener.taken();
            return QueryRows.of(sql(), query, new Cursor(pushed.get(), rows, unloaded.stats()));
        } catch (RuntimeException | Error e) {
            rows.close();
            throw e;
        }
    }

    /** What somebody removes before it is listed would not be missed. */
    private void requireMark(String mark) {
        if (!place.store().exists(mark)) {
            throw new QueryException(
                    tier(),
                    "what was unloaded below s3://" + place.store().bucket() + "/" + place.prefix()
                            + " was removed while it was read. Nothing came of it: ask again");
        }
    }

    /** Whether an object only says that the others of a query are still wanted. Whoever removes others from outside removes it before. */
    public static boolean isMark(String key) {
        return key.endsWith(MARK);
    }

    private boolean isSmall(PushedQuery pushed, QueryOptions options) {
        if (above.isEmpty()) {
            return false;
        }
        try (QueryRows<? extends Record> counted = super.open(pushed.count(this), options)) {
            Long rows = counted.next().get(0, Long.class);
            return rows != null && rows <= above.getAsLong();
        }
    }

    private SortedRows taken(PushedQuery pushed, Unloaded unloaded) {
        try {
            Path directory = Files.createTempDirectory("call-lake-unload");
            SortedRows rows = new SortedRows(
                    pushed.order().stream().mapToInt(Integer::intValue).toArray(),
                    SortedRows.MEMORY,
                    Path.of(System.getProperty("java.io.tmpdir")));
            try {
                for (Unloaded.Part part : unloaded.objects()) {
                    take(part, pushed, directory, rows);
                }
                return rows;
            } catch (RuntimeException | Error e) {
                rows.close();
                throw e;
            } finally {
                Files.deleteIfExists(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("What " + tier() + " unloaded could not be kept on this machine", e);
        }
    }

    private void take(Unloaded.Part part, PushedQuery pushed, Path directory, SortedRows rows) throws IOException {
        Path file = directory.resolve("part.parquet");
        String bucket = "s3://" + place.store().bucket() + "/";
        long before = rows.count();
        // Before it is fetched: the next attempt would meet the same.
        if (part.bytes() > FlatFileReader.MOST_BYTES) {
            throw new QueryException(
                    tier(),
                    part.address() + " has " + part.bytes() + " bytes, and objects of more than "
                            + FlatFileReader.MOST_BYTES
                            + " are not read back: ask for less at a time (a shorter window), or through a cursor"
                            + " (`transfer: stream`)");
        }
        try {
            place.store().copyTo(part.address().substring(bucket.length()), file);
            FlatFileReader reader = new FlatFileReader(file, pushed.columns());
            while (reader.hasNext()) {
                rows.add(reader.next());
                listener.read(rows.count());
            }
        } finally {
            discard(file);
        }
        long read = rows.count() - before;
        if (part.rows().isPresent() && part.rows().getAsLong() != read) {
            throw new QueryException(
                    tier(),
                    String.format(
                            Locale.ROOT,
                            "%s has %d rows, and not %d as the engine says",
                            part.address(),
                            read,
                            part.rows().getAsLong()));
        }
    }

    /** As long as a file is mapped, which ends when the heap is next cleaned up, the disk keeps what it holds: so it is emptied first. */
    static void discard(Path file) throws IOException {
        if (Files.exists(file)) {
            FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
                    .close();
            Files.delete(file);
        }
    }

    /** What was taken. */
    private final class Cursor implements RowCursor {

        private final PushedQuery pushed;
        private final SortedRows rows;
        private final Iterator<@Nullable Object[]> sorted;
        private final QueryStats stats;

        Cursor(PushedQuery pushed, SortedRows rows, QueryStats stats) {
            this.pushed = pushed;
            this.rows = rows;
            this.sorted = rows.sorted();
            this.stats = stats;
        }

        @Override
        public boolean hasNext() {
            return sorted.hasNext();
        }

        @Override
        public @Nullable Object[] next() {
            return pushed.values(tier(), sorted.next());
        }

        @Override
        public QueryStats stats(long read) {
            return stats.withRows(read);
        }

        @Override
        public void close() {
            rows.close();
        }
    }
}
