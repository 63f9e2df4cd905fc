package io.github.calllake.lake;

import io.github.calllake.event.DetailType;
import io.github.calllake.schema.DeployedTable;
import io.github.calllake.schema.EventTable;
import io.github.calllake.schema.EventTables;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A lake of another making that was taken over in place. Immutable.
 *
 * @param cutover the archiver takes the records that arrived then or later
 * @param overlapUntil until when the other lake's delivery stream may have delivered; what it delivers later is not looked at
 *     by the flat views
 * @param tables its tables as they are deployed, by detail type
 * @param serviceTypes under which service type the archiver writes, by detail type
 * @param addedColumns the columns that were added, by table
 * @param addedTables the tables that were added
 * @param postCall whether it has a post-call table
 * @param ownWorkGroup whether the Athena workgroup was added too
 */
public record Takeover(
        Instant cutover,
        Instant overlapUntil,
        Map<DetailType, DeployedTable> tables,
        Map<DetailType, String> serviceTypes,
        Map<String, List<String>> addedColumns,
        List<String> addedTables,
        boolean postCall,
        boolean ownWorkGroup) {

    /** How long the other delivery stream has to be stopped, if nothing is said. */
    public static final Duration USUAL_OVERLAP = Duration.ofHours(24);

    public Takeover {
        tables = Map.copyOf(tables);
        serviceTypes = Map.copyOf(serviceTypes);
        addedColumns = Map.copyOf(addedColumns);
        addedTables = List.copyOf(addedTables);
        if (!cutover.isBefore(overlapUntil)) {
            throw new IllegalArgumentException(
                    "The overlap ends at " + overlapUntil + ", which is not after the cutover at " + cutover);
        }
    }

    /** The table as the archiver writes it: with the columns and types that are deployed. */
    public EventTable table(DetailType type) {
        return Optional.ofNullable(tables.get(type))
                .map(deployed -> deployed.as(EventTables.of(type)))
                .orElseGet(() -> EventTables.of(type));
    }

    /** All of them, in the order of {@link DetailType}. */
    public Map<DetailType, EventTable> allTables() {
        Map<DetailType, EventTable> all = new EnumMap<>(DetailType.class);
        for (DetailType type : DetailType.values()) {
            all.put(type, table(type));
        }
        return all;
    }
}
