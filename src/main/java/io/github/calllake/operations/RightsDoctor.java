package io.github.calllake.operations;

import io.github.calllake.CallLakeException;
import io.github.calllake.catalog.LakeCatalog;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.lake.MissingRights;
import io.github.calllake.lake.S3Place;
import io.github.calllake.operations.IamPolicies.Part;
import io.github.calllake.stream.DirectStream;
import io.github.calllake.stream.ShardPosition;
import io.github.calllake.stream.StreamShard;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Tries the rights of a part by dry calls: calls that take the right and change nothing, whatever they answer. Whoever runs the part runs this, since
 * the rights are those of the caller. Immutable.
 *
 * <p>Reading is tried by reading. Writing is tried by a write of an object that is there, with the content that it has and on condition that it is not
 * there: S3 answers 412 and writes nothing to whoever may write, and 403 to whoever may not. What no such call is documented for (to delete, to
 * begin a query, to put a record) is not tried and is named.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html">Conditional writes</a>
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html">GetObject: 403 instead of 404 without s3:ListBucket</a>
 */
public final class RightsDoctor {

    private static final String JSON = "application/json";

    /** Of a ledger, and the end of the name of a manifest, as exports have them. */
    private static final String FIRST_ENTRY = "/000000000001.json";

    private static final String PROVISIONAL = ".provisional.json";

    /** Of an object that is read whole, in bytes. */
    private static final long SMALL = 64L << 10;

    private final Map<String, String> names;
    private final Clock clock;
    private final List<Check> checks = new ArrayList<>();

    /** @param names what policies that are printed call things, as {@link IamPolicies} has them */
    public RightsDoctor(Map<String, String> names, Clock clock) {
        this.names = Map.copyOf(names);
        this.clock = clock;
    }

    /** The rights of {@code call-lake archive}. Stream and lake stay open. */
    public RightsDoctor archiver(DirectStream stream, Lake lake) {
        LakeStore store = lake.store();
        List<TriedRight> rights = new ArrayList<>();
        rights.add(TriedRight.of("ReadStream", "kinesis:DescribeStreamSummary", stream::description));
        rights.add(TriedRight.of("ReadStream", "kinesis:ListShards", stream::shards));
        rights.add(
                new TriedRight("ReadStream", List.of("kinesis:GetShardIterator", "kinesis:GetRecords"), () -> allowed(
                                () -> stream.shards().stream().findFirst())
                        .map(shard -> read(stream, shard))));
        String below = below(lake);
        rights.add(TriedRight.of("LookIntoBucket", "s3:ListBucket", () -> store.first(below)));
        // Neither is ever removed.
        objects(rights, "WriteLake", store, () -> store.first(below + "_lake.json")
                .or(() -> store.first(below + "_progress/")));
        return add(Part.ARCHIVER, rights);
    }

    private String read(DirectStream stream, StreamShard shard) {
        stream.reader(shard.id(), ShardPosition.from(clock.instant())).next();
        return shard.id();
    }

    /** The rights of whoever asks the cold tier. Lake and catalog stay open. */
    public RightsDoctor reader(Lake lake, LakeCatalog catalog, String database) {
        LakeStore store = lake.store();
        List<TriedRight> rights = new ArrayList<>();
        catalog.looks(database).forEach((action, look) -> rights.add(TriedRight.of("FindTables", action, look)));
        String below = below(lake);
        rights.add(TriedRight.of("LookIntoBucket", "s3:ListBucket", () -> store.first(below)));
        reading(rights, "ReadEvents", store, () -> store.first(below + "_lake.json"));
        // A result may be of any size.
        objects(rights, "KeepResults", store, () -> store.firstUpTo(SMALL, below + "_athena/"));
        return add(Part.READER, rights);
    }

    /**
     * The rights of {@code call-lake export}, beside those of a reader.
     *
     * @param stores opens a bucket, which stays the caller's to close
     * @param state where ledgers lie
     * @param destination where objects go, if that is in S3
     */
    public RightsDoctor exporter(Function<String, LakeStore> stores, S3Place state, Optional<S3Place> destination) {
        List<TriedRight> rights = new ArrayList<>();
        LakeStore ledgers = stores.apply(state.bucket());
        rights.add(TriedRight.of("ListLedger", "s3:ListBucket", () -> ledgers.first(state.keys())));
        // Never removed, unlike claims, and rows that are being sent.
        objects(rights, "KeepLedger", ledgers, () -> ledgers.first(state.keys())
                .filter(key -> key.endsWith(FIRST_ENTRY)));
        destination.ifPresent(place -> {
            LakeStore exports = stores.apply(place.bucket());
            rights.add(TriedRight.of("ListExports", "s3:ListBucket", () -> exports.first(place.keys())));
            objects(rights, "WriteExports", exports, () -> manifest(exports, place.keys()));
        });
        return add(Part.EXPORTER, rights);
    }

    /** Of some job; final ones are never removed, those of provisional windows are. */
    private static Optional<String> manifest(LakeStore exports, String below) {
        return exports.first(below)
                .filter(key -> key.indexOf('/', below.length()) > 0)
                .map(key -> key.substring(0, key.indexOf('/', below.length()) + 1))
                .flatMap(job -> exports.first(job + "_manifests/"))
                .filter(key -> !key.endsWith(PROVISIONAL));
    }

    /**
     * To read an object that stays, and to write it where it is not there.
     *
     * @param found finds the object's key
     */
    private static void objects(
            List<TriedRight> rights, String sid, LakeStore store, Supplier<Optional<String>> found) {
        reading(rights, sid, store, found);
        rights.add(new TriedRight(sid, List.of("s3:PutObject"), () -> allowed(found)
                .flatMap(key -> allowed(() -> store.get(key)).map(content -> write(store, key, content)))));
    }

    private static void reading(
            List<TriedRight> rights, String sid, LakeStore store, Supplier<Optional<String>> found) {
        rights.add(new TriedRight(
                sid, List.of("s3:GetObject"), () -> allowed(found).filter(store::exists)));
    }

    private static String write(LakeStore store, String key, byte[] content) {
        store.putIfAbsent(key, content, JSON);
        return key;
    }

    /** What a right is tried on; empty if the caller lacks another right, to find it: that one is tried by itself. */
    private static <T> Optional<T> allowed(Supplier<Optional<T>> found) {
        try {
            return found.get();
        } catch (CallLakeException e) {
            if (MissingRights.isIn(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static String below(Lake lake) {
        String prefix = lake.layout().prefix();
        return prefix.isEmpty() ? "" : prefix + "/";
    }

    private RightsDoctor add(Part part, List<TriedRight> rights) {
        checks.add(new RightsCheck(part, new IamPolicies(names), rights));
        return this;
    }

    /** Tries. Throws nothing that could have been said as a finding. */
    public Checkup examine() {
        return Checkup.of(checks);
    }
}
