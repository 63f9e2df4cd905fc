package io.github.calllake.engine;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * How Redshift reads the stream. The names, columns and flat views are the same either way.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/materialized-view-streaming-ingestion.html">Streaming
 *     ingestion: each view is a consumer of every shard</a>
 */
public enum HotTierTopology {
    /** A streaming view for each detail type: eight consumers of every shard, each holding its own type alone. */
    PER_DETAIL_TYPE("per-detail-type"),
    /** One streaming view of all records, and plain views on it: one consumer of every shard. */
    LANDING("landing");

    private final String text;

    HotTierTopology(String text) {
        this.text = text;
    }

    /**
     * The topology of a name, as the placeholder {@code topology} has it.
     *
     * @throws IllegalArgumentException if there is none, with the names that there are
     */
    public static HotTierTopology fromText(String text) {
        return Arrays.stream(values())
                .filter(topology -> topology.text.equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the topology is \"" + text + "\", but must be "
                        + Arrays.stream(values()).map(each -> each.text).collect(Collectors.joining(" or "))));
    }

    /** The placeholder's value, and the directory of its migrations. */
    @Override
    public String toString() {
        return text;
    }
}
