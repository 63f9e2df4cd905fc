package io.github.calllake.operations;

import io.github.calllake.operations.HotTierCatalog.Scan;
import io.github.calllake.stream.DirectStream;
import io.github.calllake.stream.StreamException;
import io.github.calllake.stream.StreamShard;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether the stream suits its readers. */
final class StreamChecks {

    private StreamChecks() {}

    record Retention(DirectStream stream) implements Check {

        /** A long weekend, and a day to mend what went wrong. */
        private static final Duration AMPLE = Duration.ofDays(3);

        @Override
        public String id() {
            return "stream.retention";
        }

        @Override
        public List<Finding> look() {
            Duration retention = stream.description().retention();
            if (retention.compareTo(AMPLE) >= 0) {
                return List.of(Finding.ok(id(), "the stream keeps records for " + Spans.text(retention)));
            }
            return List.of(Finding.notice(
                    id(),
                    "the stream keeps records for " + Spans.text(retention),
                    "A view or an archiver that stands still for longer loses records for good, and streaming views"
                            + " that are made anew begin there.",
                    "`aws kinesis increase-stream-retention-period --stream-name " + stream.name()
                            + " --retention-period-hours 168`"));
        }
    }

    /** A stream that is encrypted is readable by whoever may use its key. */
    record Encryption(DirectStream stream) implements Check {

        @Override
        public String id() {
            return "stream.key";
        }

        @Override
        public List<Finding> look() {
            Optional<String> key = stream.encryptionKey();
            List<StreamShard> shards = stream.shards();
            if (key.isEmpty() || shards.isEmpty()) {
                return List.of();
            }
            String name = key.get();
            try {
                stream.backlog(shards.get(0).id(), Optional.empty());
                return List.of(Finding.ok(id(), "records are readable with key " + name));
            } catch (StreamException e) {
                return List.of(Finding.error(
                        id(),
                        "the stream is encrypted with key " + name + ", and no record could be read: " + e.getMessage(),
                        "Whoever may not use the key reads nothing: streaming views and archiver stand still, and records"
                                + " expire.",
                        "See that the key is enabled: `aws kms describe-key --key-id " + name
                                + "`. Allow kms:Decrypt on it"
                                + " to whoever reads: `./call-lake iam archiver --stream-key ARN`, and the same of redshift and"
                                + " operator."));
            }
        }
    }

    /**
     * The readers' arithmetic.
     *
     * @see <a href="https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html">Quotas and limits</a>
     */
    record Consumers(HotTierCatalog catalog, DirectStream stream, Clock clock) implements Check {

        private static final double READS_PER_SECOND = 5;
        private static final double READ_LIMIT = 2;
        private static final double WRITE_LIMIT = 1;
        private static final double BYTES_PER_MEGABYTE = 1e6;
        private static final int MANY = 5;
        private static final double NEARLY_ALL = 0.8;
        private static final double HALF = 0.5;
        private static final Duration LATELY = Duration.ofHours(1);
        private static final Duration ENOUGH = Duration.ofMinutes(1);

        @Override
        public String id() {
            return "stream.consumers";
        }

        @Override
        public List<Finding> look() {
            int views = catalog.streamingViews().size();
            if (views == 0) {
                return List.of();
            }
            int shards = stream.description().openShards();
            int readers = views + 1;
            double share = Math.min(WRITE_LIMIT, READ_LIMIT / readers);
            Optional<Double> load = load(shards);
            String what = String.format(
                    Locale.ROOT,
                    "%d readers (%d streaming views and the archiver) share 2 MB/s and 5 reads/s of each of %d shards: a shard"
                            + " can be written at %.2f MB/s, %.0f %% of its limit, and a reader gets a read every %.1f s%s",
                    readers,
                    views,
                    shards,
                    share,
                    100 * share / WRITE_LIMIT,
                    readers / READS_PER_SECOND,
                    load.map(rate -> String.format(Locale.ROOT, "; lately %.3f MB/s a shard", rate))
                            .orElse(""));
            return List.of(finding(what, readers, load.map(rate -> rate / share)));
        }

        private Finding finding(String what, int readers, Optional<Double> used) {
            String why =
                    "Above that Kinesis refuses reads, all readers fall behind together, and records expire in the end."
                            + " AWS advises one streaming view a stream.";
            String fix = "Change to the landing topology, which reads once (docs/hot-tier.md), or add shards with"
                    + " `aws kinesis update-shard-count`.";
            double share = used.orElse(0.0);
            if (share >= NEARLY_ALL) {
                return Finding.error(id(), what, why, fix);
            }
            if (share >= HALF) {
                return Finding.warning(id(), what, why, fix);
            }
            return readers > MANY ? Finding.notice(id(), what, why, fix) : Finding.ok(id(), what);
        }

        /** Megabytes a second and shard, from what the busiest view has scanned. */
        private Optional<Double> load(int shards) {
            Set<String> views =
                    catalog.streamingViews().stream().map(StreamingView::name).collect(Collectors.toSet());
            return catalog.scansSince(clock.instant().minus(LATELY)).stream()
                    .filter(scan -> views.contains(scan.view()))
                    .max(Comparator.comparing(Scan::bytes))
                    .filter(scan -> span(scan).compareTo(ENOUGH) >= 0)
                    .map(scan -> scan.bytes() / BYTES_PER_MEGABYTE / span(scan).toSeconds() / Math.max(1, shards));
        }

        private static Duration span(Scan scan) {
            return Duration.between(scan.first(), scan.last());
        }
    }
}
