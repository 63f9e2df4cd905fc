package io.github.calllake.operations;

import io.github.calllake.CallLakeException;
import io.github.calllake.engine.RedshiftSession;
import io.github.calllake.stream.DirectStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks at a hot tier and says what is wrong, why it matters and what to do. It reads the documented system views, the views' own columns,
 * a record or two of each shard, and the lake's progress; it changes nothing. Whatever it may not see it names and goes on, so it serves
 * the owner of the views, a superuser and a reader. Immutable.
 */
public final class HotTierDoctor {

    private final HotTier hotTier;
    private final Optional<DirectStream> stream;
    private final Optional<Lake> lake;
    private final Duration keep;
    private final Clock clock;

    /**
     * A doctor of a hot tier.
     *
     * @param hotTier the hot tier as it should be
     * @param stream the stream; without it nothing can be said of lag and limits. Stays open
     * @param lake the lake; without it nothing can be said of trimming
     * @param keep how long rows are meant to stay in the hot tier
     * @param clock today's date
     */
    public HotTierDoctor(
            HotTier hotTier, Optional<DirectStream> stream, Optional<Lake> lake, Duration keep, Clock clock) {
        this.hotTier = hotTier;
        this.stream = stream;
        this.lake = lake;
        this.keep = keep;
        this.clock = clock;
    }

    /** Looks. Throws nothing that could have been said as a finding. */
    public Checkup examine() {
        RedshiftSession session;
        try {
            session = RedshiftSession.open(hotTier.redshift());
        } catch (CallLakeException e) {
            Finding unreachable = Finding.error(
                    "hot.reachable",
                    "The hot tier cannot be reached: " + e.getMessage(),
                    "No question reaches it, and nothing else of it can be looked at.",
                    "Check URL, user and password, that the workgroup is there, and that its security group lets this"
                            + " machine in.");
            return new Checkup(List.of(unreachable), false);
        }
        try (session) {
            return Checkup.of(checks(new HotTierCatalog(session, hotTier)));
        }
    }

    private List<Check> checks(HotTierCatalog catalog) {
        List<Check> checks = new ArrayList<>();
        checks.add(new SetupChecks.Reachable(catalog));
        checks.add(new SetupChecks.Migrations(hotTier));
        checks.add(new SetupChecks.StreamName(catalog));
        checks.add(new SetupChecks.ExternalSchema(catalog));
        checks.add(new SetupChecks.Views(catalog));
        checks.add(new IngestionChecks.AutoRefreshOn(catalog, stream));
        checks.add(new IngestionChecks.LastRefresh(catalog));
        checks.add(new IngestionChecks.ScanErrors(catalog, clock));
        checks.add(new IngestionChecks.Dropped(catalog, clock));
        checks.add(new LagCheck(catalog, stream, clock));
        stream.ifPresent(there -> checks.add(new StreamChecks.Retention(there)));
        stream.ifPresent(there -> checks.add(new StreamChecks.Consumers(catalog, there, clock)));
        checks.add(new TrimCheck(catalog, lake, keep, clock));
        return checks;
    }
}
