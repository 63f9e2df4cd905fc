package io.github.calllake.export;

import io.github.calllake.lake.LakeStore;
import io.github.calllake.lake.S3Place;
import io.github.calllake.stream.StreamOutbox;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** The places that jobs name, each opened once. Closing it closes them. Thread-safe. */
public final class ExportStores implements AutoCloseable {

    private static final String FILE = "file:";

    private static final String KINESIS = "kinesis://";

    private final Function<String, LakeStore> buckets;
    private final Function<String, StreamOutbox> streams;
    private final Map<String, ExportStore> open = new HashMap<>();
    private final Map<String, LakeStore> openBuckets = new HashMap<>();
    private final Map<String, StreamOutbox> openStreams = new HashMap<>();

    /**
     * @param buckets opens a bucket, for this to close
     * @param streams opens a stream likewise
     */
    public ExportStores(Function<String, LakeStore> buckets, Function<String, StreamOutbox> streams) {
        this.buckets = buckets;
        this.streams = streams;
    }

    /** With region, credentials and endpoints from the standard AWS environment. */
    public static ExportStores open() {
        return new ExportStores(
                LakeStore::open, stream -> StreamOutbox.open(stream, ExportSettings.SEND_FOR.dividedBy(6)));
    }

    /** @param address {@code s3://bucket/prefix} or {@code file:/directory} */
    synchronized ExportStore at(String address) {
        return open.computeIfAbsent(address, this::create);
    }

    /** @param address {@code kinesis://stream} */
    synchronized StreamOutbox stream(String address) {
        return openStreams.computeIfAbsent(address, given -> streams.apply(given.substring(KINESIS.length())));
    }

    private ExportStore create(String address) {
        if (address.startsWith(FILE)) {
            return new FileExportStore(Path.of(address.substring(FILE.length())));
        }
        S3Place place = S3Place.of(address)
                .orElseThrow(() -> new IllegalArgumentException("'" + address + "' holds no objects"));
        return new LakeExportStore(buckets.apply(place.bucket()), place.keys());
    }

    /** A bucket for what is no export's own, open until this is closed. */
    synchronized LakeStore bucket(String name) {
        return openBuckets.computeIfAbsent(name, buckets);
    }

    @Override
    public synchronized void close() {
        open.values().forEach(ExportStore::close);
        open.clear();
        openBuckets.values().forEach(LakeStore::close);
        openBuckets.clear();
        openStreams.values().forEach(StreamOutbox::close);
        openStreams.clear();
    }
}
