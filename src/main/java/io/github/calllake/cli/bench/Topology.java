package io.github.calllake.cli.bench;

import io.github.calllake.engine.HotTierSettings;
import io.github.calllake.event.DetailType;
import io.github.calllake.schema.EventTable;
import io.github.calllake.schema.EventTables;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** How Redshift reads the stream. */
enum Topology {
    LANDING(4),
    PER_DETAIL_TYPE(16);

    private final int shards;

    Topology(int shards) {
        this.shards = shards;
    }

    /** How many shards it is measured on unless told otherwise. */
    int shards() {
        return shards;
    }

    HotTierSettings settings(String stream) {
        if (this == LANDING) {
            throw new IllegalArgumentException("There are no migrations for the topology " + this + " yet");
        }
        return HotTierSettings.of(stream);
    }

    /** The streaming view that the events of each type land in. */
    Map<DetailType, String> views() {
        Map<DetailType, String> views = new EnumMap<>(DetailType.class);
        for (EventTable table : EventTables.all()) {
            views.put(table.type(), this == LANDING ? "landing" : table.name());
        }
        return views;
    }

    static Topology of(String text) {
        return Arrays.stream(values())
                .filter(topology -> topology.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "the topology is \"" + text + "\", but must be one of " + Arrays.toString(values())));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
