package io.github.calllake.operations;

import io.github.calllake.archive.CompactedPartition;
import io.github.calllake.archive.Compaction;
import io.github.calllake.catalog.LakeCatalog;
import io.github.calllake.lake.CompletionWatermark;
import io.github.calllake.lake.LakeException;
import io.github.calllake.stream.DirectStream;
import io.github.calllake.stream.ShardBatch;
import io.github.calllake.stream.ShardPosition;
import io.github.calllake.stream.StreamShard;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** Whether the lake is filled, and found by those who ask it. */
final class LakeChecks {

    private LakeChecks() {}

    record Reachable(Lake lake) implements Check {

        @Override
        public String id() {
            return "lake.reachable";
        }

        @Override
        public List<Finding> look() {
            String bucket = lake.store().bucket();
            return List.of(
                    lake.store().isBucketThere()
                            ? Finding.ok(id(), "bucket " + bucket + " is there")
                            : Finding.error(
                                    id(),
                                    "there is no bucket " + bucket,
                                    "Nothing can be archived there, and nothing is known of the lake.",
                                    "Compare the name with `./call-lake config doctor`; if it is the right one, make it:"
                                            + " `aws s3 mb s3://" + bucket + "`."));
        }
    }

    /** How old the lake's completion watermark is, against what the stream still holds. */
    record ArchiveLag(Lake lake, String streamName, Optional<DirectStream> stream, Clock clock) implements Check {

        private static final Duration SLOW = Duration.ofMinutes(15);
        private static final Duration LEAST_RETENTION = Duration.ofDays(1);

        @Override
        public String id() {
            return "lake.archive-lag";
        }

        @Override
        public List<Finding> look() {
            Optional<CompletionWatermark> archived;
            try {
                archived = CompletionWatermark.read(lake.store(), lake.layout(), streamName);
            } catch (LakeException e) {
                return List.of(unreadable(e));
            }
            if (archived.isEmpty()) {
                return List.of(Finding.warning(
                        id(),
                        "nothing of stream " + streamName + " is archived at "
                                + lake.layout().address(),
                        "What the stream forgets is then gone for good.",
                        "Run `./call-lake archive --stream " + streamName + " --bucket "
                                + lake.layout().address()
                                + "`; if it runs, compare its stream and bucket with these."));
            }
            Optional<Instant> watermark = archived.get().watermark();
            if (watermark.isEmpty()) {
                return List.of(Finding.warning(
                        id(),
                        "a shard of stream " + streamName + " has no watermark yet",
                        "Questions over both tiers have no boundary, and nothing can be trimmed.",
                        "`./call-lake lake watermark --stream " + streamName
                                + "` names the shard; start an archiver, or wait" + " for its first roll."));
            }
            return List.of(finding(Duration.between(watermark.get(), clock.instant())));
        }

        /** A bucket that is encrypted is readable by whoever may use its key; S3 says so in words only. */
        private Finding unreadable(LakeException refused) {
            String words = String.valueOf(refused.getMessage());
            if (!words.toLowerCase(Locale.ROOT).contains("kms")) {
                throw refused;
            }
            return Finding.error(
                    id(),
                    "the bucket's key cannot be used: " + words,
                    "Whoever may not use the key that encrypts the bucket reads and writes nothing there: the archiver"
                            + " stands still, and records expire from the stream.",
                    "See that the key is enabled (`aws kms describe-key`), and allow kms:Decrypt on it, for the archiver"
                            + " kms:GenerateDataKey too: `./call-lake iam archiver --lake-key ARN`, and the same of operator"
                            + " and reader.");
        }

        private Finding finding(Duration age) {
            String what = "the lake is complete up to " + Spans.text(age) + " ago";
            Duration retention =
                    stream.map(there -> there.description().retention()).orElse(LEAST_RETENTION);
            if (age.compareTo(retention.dividedBy(2)) > 0) {
                return Finding.error(
                        id(),
                        what,
                        "The stream keeps a record for " + Spans.text(retention)
                                + ": soon records expire that were never archived.",
                        "Raise the stream's retention now (`aws kinesis increase-stream-retention-period --stream-name "
                                + streamName
                                + " --retention-period-hours 168`), then see why the archiver stands still: `./call-lake"
                                + " lake watermark` names the shard.");
            }
            if (age.compareTo(SLOW) > 0) {
                return Finding.warning(
                        id(),
                        what,
                        "Questions over both tiers lean on the hot tier for longer, and trimming waits.",
                        "Is the archiver running, and does it get its reads (stream.consumers)? `./call-lake lake watermark` names"
                                + " the shard that is behind.");
            }
            return Finding.ok(id(), what);
        }
    }

    record SmallFiles(Supplier<Compaction> compaction) implements Check {

        private static final long MANY = 200;

        @Override
        public String id() {
            return "lake.small-files";
        }

        @Override
        public List<Finding> look() {
            List<CompactedPartition> due = compaction.get().plan(day -> true);
            long files =
                    due.stream().mapToLong(CompactedPartition::objectsBefore).sum();
            String what = files + " files in " + due.size() + " partitions of closed days could be merged";
            return List.of(
                    files < MANY
                            ? Finding.ok(id(), what)
                            : Finding.notice(
                                    id(),
                                    what,
                                    "Athena opens each of them for every question over those days.",
                                    "Run `./call-lake compact` once a day."));
        }
    }

    /** Tables, views and workgroup, its limit, result location and encryption among them. */
    record Catalog(LakeCatalog catalog, String database) implements Check {

        @Override
        public String id() {
            return "lake.catalog";
        }

        @Override
        public List<Finding> look() {
            List<String> differences = catalog.verify(catalog.lake(database));
            if (differences.isEmpty()) {
                return List.of(Finding.ok(id(), "tables, views and workgroup of " + database + " are as defined"));
            }
            return List.of(Finding.warning(
                    id(),
                    "differs from its definition: " + Shown.of(differences, "; "),
                    "Questions fail, miss days or columns, or scan and write what they should not.",
                    "`./call-lake lake verify --database " + database
                            + "` says all of it; `./call-lake lake upgrade --database " + database
                            + "` adds what is missing and makes views anew."));
        }
    }

    /** Days past the range of the partition projection vanish without a word. */
    record Projection(Clock clock) implements Check {

        private static final long NEAR_YEARS = 2;

        @Override
        public String id() {
            return "lake.projection";
        }

        @Override
        public List<Finding> look() {
            int last = LakeCatalog.lastProjectedYear();
            int year = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).getYear();
            String what = "partitions are found up to the year " + last;
            return List.of(
                    last - year >= NEAR_YEARS
                            ? Finding.ok(id(), what)
                            : Finding.warning(
                                    id(),
                                    what,
                                    "Athena finds no row of a later day, and says nothing of it.",
                                    "Upgrade Call Lake, then `./call-lake lake upgrade`."));
        }
    }

    /** By the Date header of Kinesis' answers. */
    record LocalClock(DirectStream stream, Clock clock) implements Check {

        private static final Duration SKEW = Duration.ofSeconds(30);
        private static final Duration REFUSED = Duration.ofMinutes(4);

        @Override
        public String id() {
            return "aws.clock";
        }

        @Override
        public List<Finding> look() {
            List<StreamShard> shards = stream.shards();
            if (shards.isEmpty()) {
                return List.of();
            }
            ShardBatch answer = stream.reader(shards.get(shards.size() - 1).id(), ShardPosition.from(clock.instant()))
                    .next();
            if (answer.serverTime().isEmpty()) {
                return List.of(Finding.unseen(id(), "Kinesis' answer has no date"));
            }
            Duration skew = Duration.between(answer.serverTime().get(), clock.instant());
            String what = "this machine's clock is " + skew.abs().toSeconds() + " s "
                    + (skew.isNegative() ? "behind" : "ahead of") + " AWS'";
            String why = "From five minutes on AWS refuses requests, and lags are told wrong before that.";
            String fix = "Have the machine's time set by NTP: on EC2 `chronyc sources` should name 169.254.169.123.";
            if (skew.abs().compareTo(REFUSED) > 0) {
                return List.of(Finding.error(id(), what, why, fix));
            }
            return List.of(
                    skew.abs().compareTo(SKEW) > 0
                            ? Finding.warning(id(), what, why, fix)
                            : Finding.ok(
                                    id(), "this machine's clock agrees with AWS' within " + SKEW.toSeconds() + " s"));
        }
    }
}
