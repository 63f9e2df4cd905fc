package io.github.calllake.operations;

import java.time.Instant;
import java.util.Optional;

/**
 * Records of a shard and an hour that the stream, the hot tier and the lake do not have alike, and why.
 *
 * @param shard the shard; empty if it is of all
 * @param type the lake's table of the detail type, or what else the records are
 * @param hour the beginning of the hour in which they arrived; empty if it is of the whole day
 * @param cause why
 * @param records how many
 * @param first the smallest sequence number; empty if it is not known
 * @param last the largest one
 * @param detail more words; may be empty
 */
public record Discrepancy(
        String shard,
        String type,
        Optional<Instant> hour,
        Cause cause,
        long records,
        String first,
        String last,
        String detail) {

    /** Why records are not everywhere. */
    public enum Cause {
        NOT_YET_IN_HOT_TIER(true, "not in the hot tier yet: it arrived after the last row of its shard there"),
        NOT_YET_ARCHIVED(true, "not archived yet: the lake's log of the shard does not reach it"),
        TRIMMED(true, "trimmed from the hot tier, which begins later; the lake has it"),
        EXPIRED_UNARCHIVED(true, "gone from the stream before it was archived, as the lake's gap report says"),
        BEFORE_LAKE(true, "older than the first record that the lake's log of the shard begins with"),
        AGED_OUT(true, "aged out of the stream; it is where it was read to"),
        FAILED(true, "no call analytics event: kept as a failed event, and no view shows it"),
        KPL_RECORD(true, "of an aggregate of the Kinesis Producer Library, which only the lake can take apart"),
        LATE(true, "late: the event is of an earlier day than its arrival, and lies in that day's folder"),
        MISSING_IN_LAKE(false, "missing in the lake, though the lake's log says that it is archived"),
        MISSING_IN_HOT_TIER(false, "missing in the hot tier, though older and newer rows of its shard are there"),
        MISSING_EVERYWHERE(false, "in the stream, and in neither tier, though both have gone past it"),
        NOT_IN_STREAM(false, "in a tier, and not in the stream, which still holds older records"),
        TWICE_IN_LAKE(false, "more than once in the lake"),
        TWICE_IN_HOT_TIER(false, "more than once in the hot tier"),
        WRONG_FOLDER(
                false, "in the folder of another day than its event's: questions for the event's day do not find it"),
        TOO_MANY(false, "too many to be explained one by one");

        private final boolean explained;
        private final String words;

        Cause(boolean explained, String words) {
            this.explained = explained;
            this.words = words;
        }

        /** Whether nothing is wrong. */
        public boolean isExplained() {
            return explained;
        }

        /** For people. */
        public String words() {
            return words;
        }
    }
}
