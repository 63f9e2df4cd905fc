package io.github.calllake.lake;

import io.github.calllake.event.DetailType;
import io.github.calllake.schema.EventTable;
import io.github.calllake.schema.EventTables;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * How the files of a lake are written: all that those need to know of it who write them. Immutable.
 *
 * @param layout where the lake lies
 * @param takeover what was there before; empty for a lake of our own making
 */
public record LakeFiles(LakeLayout layout, Optional<Takeover> takeover) {

    /** As the definition at the lake's root says; where none is, as a lake of our own making that nobody has catalogued. */
    public static LakeFiles at(LakeStore store, LakeLayout layout) {
        return LakeDefinition.read(store, layout)
                .map(LakeDefinition::files)
                .orElseGet(() -> new LakeFiles(layout, Optional.empty()));
    }

    /** The tables: as we define them, or as they are deployed in a lake that was taken over. */
    public Function<DetailType, EventTable> tables() {
        if (takeover.isEmpty()) {
            return EventTables::of;
        }
        Map<DetailType, EventTable> deployed = takeover.get().allTables();
        return type -> Objects.requireNonNull(deployed.get(type));
    }
}
