package io.github.calllake.operations;

import io.github.calllake.archive.Compaction;
import io.github.calllake.catalog.LakeCatalog;
import io.github.calllake.lake.FileCompression;
import io.github.calllake.lake.LakeFiles;
import io.github.calllake.stream.DirectStream;
import io.github.calllake.stream.FleetTable;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks at a lake and says what is wrong, why it matters and what to do: the archiver's lag, small files, and whether Glue and Athena are as the lake
 * defines them. It changes nothing. Whatever it may not see it names and goes on. Immutable.
 */
public final class LakeDoctor {
    /** A day is left alone by compaction for so long after its end. */
    private static final Duration GRACE = Duration.ofDays(1);

    private final Lake lake;
    private final String streamName;
    private final Optional<DirectStream> stream;
    private final Optional<LakeCatalog> catalog;
    private final Optional<String> database;
    private final Clock clock;

    /**
     * A doctor of a lake.
     *
     * @param streamName the stream that fills it
     * @param stream the stream, whose retention bounds how far the archiver may be behind. Stays open
     * @param catalog Glue and Athena; without them nothing can be said of tables and workgroup. Stays open
     * @param database the lake's Glue database, if it is known
     */
    public LakeDoctor(
            Lake lake,
            String streamName,
            Optional<DirectStream> stream,
            Optional<LakeCatalog> catalog,
            Optional<String> database,
            Clock clock) {
        this.lake = lake;
        this.streamName = streamName;
        this.stream = stream;
        this.catalog = catalog;
        this.database = database;
        this.clock = clock;
    }

    /** Looks. Throws nothing that could have been said as a finding. */
    public Checkup examine() {
        List<Check> checks = new ArrayList<>();
        checks.add(new LakeChecks.Reachable(lake));
        stream.ifPresent(there -> checks.add(new StreamChecks.Encryption(there)));
        checks.add(new LakeChecks.ArchiveLag(lake, streamName, stream, clock));
        checks.add(new LakeChecks.SmallFiles(this::compaction));
        catalog.ifPresent(there -> database.ifPresent(name -> checks.add(new LakeChecks.Catalog(there, name))));
        checks.add(new LakeChecks.Projection(clock));
        stream.ifPresent(there -> checks.add(new LakeChecks.LocalClock(there, clock)));
        return Checkup.of(checks);
    }

    /**
     * Looks at the archivers' fleet: whether each shard is in the hands of a worker that is alive. Takes half a failover time.
     *
     * @param table of the fleet's leases. Stays open
     * @param stream the stream that the fleet reads. Stays open
     * @param failover the workers' failover time
     */
    public static Checkup examineFleet(FleetTable table, DirectStream stream, Duration failover) {
        return Checkup.of(List.of(new FleetCheck(table, stream, failover)));
    }

    private Compaction compaction() {
        LakeFiles definition = LakeFiles.at(lake.store(), lake.layout());
        return new Compaction(
                lake.store(), definition.layout(), definition.tables(), FileCompression.ZSTD, GRACE, clock);
    }
}
