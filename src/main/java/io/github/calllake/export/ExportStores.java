package io.github.calllake.export;

import io.github.calllake.lake.LakeStore;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** The places that jobs name, each opened once. Closing it closes them. Thread-safe. */
public final class ExportStores implements AutoCloseable {

    private static final String S3 = "s3://";
    private static final String FILE = "file:";

    private final Function<String, LakeStore> buckets;
    private final Map<String, ExportStore> open = new HashMap<>();

    /** @param buckets opens a bucket, for this to close */
    public ExportStores(Function<String, LakeStore> buckets) {
        this.buckets = buckets;
    }

    /** With region, credentials and endpoint of S3 from the standard AWS environment. */
    public static ExportStores open() {
        return new ExportStores(LakeStore::open);
    }

    /** @param address {@code s3://bucket/prefix} or {@code file:/directory} */
    synchronized ExportStore at(String address) {
        return open.computeIfAbsent(address, this::create);
    }

    private ExportStore create(String address) {
        if (address.startsWith(FILE)) {
            return new FileExportStore(Path.of(address.substring(FILE.length())));
        }
        if (!address.startsWith(S3)) {
            throw new IllegalArgumentException("'" + address + "' holds no objects");
        }
        String path = address.substring(S3.length());
        int slash = path.indexOf('/');
        String bucket = slash < 0 ? path : path.substring(0, slash);
        String prefix = slash < 0 ? "" : path.substring(slash + 1) + "/";
        return new LakeExportStore(buckets.apply(bucket), prefix);
    }

    @Override
    public synchronized void close() {
        open.values().forEach(ExportStore::close);
        open.clear();
    }
}
