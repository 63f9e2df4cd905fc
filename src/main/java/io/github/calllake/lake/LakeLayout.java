package io.github.calllake.lake;

import io.github.calllake.event.DetailType;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where each object of a lake lies: the Chime SDK data lake's own keys for the data, and beside them the failed events, the
 * commit log and the progress of each shard.
 *
 * <p>Dates are UTC. Immutable.
 *
 * @param bucket the S3 bucket's name
 * @param prefix the key prefix, without a slash at either end; empty for the bucket's root
 * @param serviceTypes what stands after {@code serviceType=} in the keys of a detail type's files, where that is not
 *     {@value #DEFAULT_SERVICE_TYPE}; the lake's tables read both
 * @see <a href="https://docs.aws.amazon.com/chime-sdk/latest/dg/ca-data-lake.html">Creating an Amazon Chime SDK data
 *     lake</a>
 */
public record LakeLayout(String bucket, String prefix, Map<DetailType, String> serviceTypes) {

    /** The prefix of the lakes that Amazon Chime SDK sets up. */
    public static final String DEFAULT_PREFIX = "amazon_chime_sdk_data_lake";

    /** The service type under which files are written. */
    public static final String DEFAULT_SERVICE_TYPE = "CallAnalytics";

    private static final Pattern SERVICE_TYPE = Pattern.compile("[A-Za-z0-9]+");
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9!_.*'()=-]+(/[A-Za-z0-9!_.*'()=-]+)*");
    private static final Pattern DAY = Pattern.compile("/year=([0-9]{4})/month=([0-9]{2})/day=([0-9]{2})/[^/]+$");
    private static final Pattern ADDRESS = Pattern.compile("s3://([^/]*)(?:/(.*))?");

    public LakeLayout {
        if (!BUCKET.matcher(bucket).matches()) {
            throw new IllegalArgumentException("Not an S3 bucket name: '" + bucket + "'");
        }
        prefix = withoutOuterSlashes(prefix);
        if (!prefix.isEmpty() && !PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException("Not a key prefix: '" + prefix
                    + "'. Use letters, digits and !_.*'()=- in parts separated by single slashes");
        }
        serviceTypes = Map.copyOf(serviceTypes);
        serviceTypes.values().forEach(LakeLayout::requireServiceType);
    }

    /** With every detail type under {@value #DEFAULT_SERVICE_TYPE}. */
    public LakeLayout(String bucket, String prefix) {
        this(bucket, prefix, Map.of());
    }

    private static void requireServiceType(String serviceType) {
        if (!SERVICE_TYPE.matcher(serviceType).matches()) {
            throw new IllegalArgumentException("Not a service type: '" + serviceType + "'");
        }
    }

    /** The lake at the default prefix of the bucket. */
    public static LakeLayout inBucket(String bucket) {
        return new LakeLayout(bucket, DEFAULT_PREFIX);
    }

    /**
     * Reads {@code s3://bucket} (the default prefix) or {@code s3://bucket/prefix}; {@code s3://bucket/} is the bucket's
     * root.
     *
     * @throws IllegalArgumentException if the address is neither
     */
    public static LakeLayout parse(String address) {
        Matcher matcher = ADDRESS.matcher(address);
        if (!matcher.matches()) {
            String meant = BUCKET.matcher(address).matches() ? address : "bucket";
            throw new IllegalArgumentException(
                    "Not a lake's address: '" + address + "'. Write s3://" + meant + " or s3://" + meant + "/prefix");
        }
        String prefix = matcher.group(2);
        return prefix == null ? inBucket(matcher.group(1)) : new LakeLayout(matcher.group(1), prefix);
    }

    /** The lake's address, {@code s3://bucket/prefix}. */
    public String address() {
        return "s3://" + bucket + "/" + prefix;
    }

    /** Where the table of a detail type lies, with a slash at the end: the part before {@code year=}. */
    public String tablePrefix(DetailType type) {
        return tablePrefix(serviceTypes.getOrDefault(type, DEFAULT_SERVICE_TYPE), type.text());
    }

    /**
     * The keys under a service type and a detail type, with a slash at the end.
     *
     * @param serviceType a value, or a placeholder for one
     * @param detailType the same
     */
    public String tablePrefix(String serviceType, String detailType) {
        return under("serviceType=" + serviceType + "/detailType=" + detailType + "/");
    }

    /** The address of a key, {@code s3://bucket/key}. */
    public String addressOf(String key) {
        return "s3://" + bucket + "/" + key;
    }

    /** The address under which everything of the lake lies, with a slash at the end. */
    public String root() {
        return addressOf(under(""));
    }

    /** This layout with other service types. */
    public LakeLayout withServiceTypes(Map<DetailType, String> others) {
        return new LakeLayout(bucket, prefix, others);
    }

    /** Where it is kept what the lake is. */
    String definitionKey() {
        return under("_lake.json");
    }

    /**
     * The key of a data file.
     *
     * @param day the partition: the UTC day of the rows' event time
     * @param file the file's name without its extension
     */
    public String dataKey(DetailType type, LocalDate day, String file) {
        return tablePrefix(type) + partition(day) + file + ".parquet";
    }

    /** Where the data files of one detail type and day lie, with a slash at the end. */
    public String dayPrefix(DetailType type, LocalDate day) {
        return tablePrefix(type) + partition(day);
    }

    /**
     * The day of a data file or a file of failed events, from its key; empty for another object.
     */
    public static Optional<LocalDate> dayOf(String key) {
        Matcher matcher = DAY.matcher(key);
        if (!matcher.find()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.of(
                    Integer.parseInt(matcher.group(1)),
                    Integer.parseInt(matcher.group(2)),
                    Integer.parseInt(matcher.group(3))));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Where compactions of one detail type and day are logged and prepared, with a slash at the end. */
    public String compactionPrefix(DetailType type, LocalDate day) {
        return compactionsPrefix(type) + day + "/";
    }

    /** Where compactions of one detail type are logged and prepared, with a slash at the end. */
    public String compactionsPrefix(DetailType type) {
        return under("_compactions/" + type.text() + "/");
    }

    /** Where replays of failed events are logged and prepared, with a slash at the end. */
    public String replaysPrefix() {
        return under("_replays/");
    }

    /**
     * The key of a file of failed events.
     *
     * @param day the UTC day on which they arrived
     * @param file the file's name without its extension
     */
    public String failedKey(LocalDate day, String file) {
        return failedPrefix() + partition(day) + file + ".ndjson";
    }

    /** Where failed events lie, with a slash at the end. */
    public String failedPrefix() {
        return under("failed/");
    }

    /** The UTC day of an instant, which names its partition. */
    public static LocalDate dayOf(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }

    String commitPrefix(ArchivedStream stream, String shard) {
        return under("_commits/" + part(stream) + "/" + part(shard) + "/");
    }

    String commitKey(ArchivedStream stream, String shard, long number) {
        return commitPrefix(stream, shard) + String.format(Locale.ROOT, "%012d", number) + ".json";
    }

    /** Where the progress of all streams of a name lies, with a slash at the end: those that were deleted too. */
    String progressPrefix(String stream) {
        return progressRoot() + part(stream) + "/";
    }

    /** Where the progress of all streams lies, with a slash at the end. */
    String progressRoot() {
        return under("_progress/");
    }

    /** The stream whose progress lies at a key. */
    String streamAt(String progressKey) {
        String below = progressKey.substring(progressRoot().length());
        return URLDecoder.decode(below.substring(0, below.indexOf('/')), StandardCharsets.UTF_8);
    }

    /** Where the progress of one stream lies, with a slash at the end. */
    String progressPrefix(ArchivedStream stream) {
        return progressPrefix(stream.name()) + stream.stamp() + "/";
    }

    String progressKey(ArchivedStream stream, String shard) {
        return progressPrefix(stream) + part(shard) + ".json";
    }

    /** Where it is said for good that a shard is archived to its end. */
    String closedKey(ArchivedStream stream, String shard) {
        return progressPrefix(stream) + part(shard) + ".closed.json";
    }

    private static String part(ArchivedStream stream) {
        return part(stream.name()) + "/" + stream.stamp();
    }

    private String under(String key) {
        return prefix.isEmpty() ? key : prefix + "/" + key;
    }

    private static String partition(LocalDate day) {
        return String.format(
                Locale.ROOT, "year=%04d/month=%02d/day=%02d/", day.getYear(), day.getMonthValue(), day.getDayOfMonth());
    }

    /** A name as one part of a key: a slash in it would open another folder. */
    private static String part(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("A stream or shard without a name");
        }
        return URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    private static String withoutOuterSlashes(String prefix) {
        int start = prefix.startsWith("/") ? 1 : 0;
        int end = prefix.length() > start && prefix.endsWith("/") ? prefix.length() - 1 : prefix.length();
        return prefix.substring(start, end);
    }
}
