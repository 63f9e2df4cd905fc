package io.github.calllake.operations;

import java.time.Duration;

/**
 * What to remove from the hot tier, and how.
 *
 * @param keep rows that arrived within this stay; an hour at least
 * @param margin rows that arrived within this before the lake's completion watermark stay, too: questions over both tiers ask the hot
 *     tier from a little before the watermark on
 * @param way the statement that removes rows
 */
public record TrimSettings(Duration keep, Duration margin, Way way) {

    private static final Duration LEAST_KEEP = Duration.ofHours(1);
    private static final Duration DEFAULT_MARGIN = Duration.ofMinutes(10);

    public TrimSettings {
        if (keep.compareTo(LEAST_KEEP) < 0) {
            throw new IllegalArgumentException("The hot tier keeps rows for an hour at least, not " + Spans.text(keep));
        }
        if (margin.isNegative()) {
            throw new IllegalArgumentException("The margin must not be negative");
        }
    }

    /** Ten minutes' margin, {@link Way#DELETE}. */
    public static TrimSettings keeping(Duration keep) {
        return new TrimSettings(keep, DEFAULT_MARGIN, Way.DELETE);
    }

    /** These settings with another way. */
    public TrimSettings by(Way other) {
        return new TrimSettings(keep, margin, other);
    }

    /**
     * AWS's pages do not agree on DELETE from a streaming view. Making the view anew is no way: it begins at the oldest record of the
     * stream again, and everything between that and the lake would be gone from the hot tier.
     */
    public enum Way {
        /**
         * {@code DELETE FROM view WHERE ..}: by the DELETE page.
         *
         * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/r_DELETE.html">DELETE</a>
         */
        DELETE,
        /** {@code DELETE FROM mv_tbl__view__0 WHERE ..}: the table under the view, as AWS's clickstream solution does. */
        DELETE_BACKING_TABLE
    }
}
