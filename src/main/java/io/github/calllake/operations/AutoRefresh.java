package io.github.calllake.operations;

import io.github.calllake.engine.QueryException;
import io.github.calllake.engine.RedshiftSession;
import io.github.calllake.operations.HotTierCatalog.Refresh;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns AUTO REFRESH of all streaming views on and off, and refreshes them by hand: so that a workgroup can rest at night. What a view
 * does not read within the stream's retention it never gets. Immutable.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/r_ALTER_MATERIALIZED_VIEW.html">ALTER MATERIALIZED VIEW</a>
 */
public final class AutoRefresh {

    private static final int MOST_REFRESHES = 100;
    private static final Duration LEAST_SPARE = Duration.ofHours(1);
    private static final int SPARE_PART = 10;

    private final HotTier hotTier;

    /** For the streaming views of a hot tier that the user owns. */
    public AutoRefresh(HotTier hotTier) {
        this.hotTier = hotTier;
    }

    /**
     * Turns it on or off for every streaming view. One that refuses does not keep the others from it.
     *
     * @return the views, by name
     * @throws OperationException if there is no view, or one refused or is not as it was told to be; the message says which
     */
    public List<String> turn(boolean on) {
        try (RedshiftSession session = RedshiftSession.open(hotTier.redshift())) {
            List<String> refusals = new ArrayList<>();
            List<StreamingView> views = views(session);
            for (StreamingView view : views) {
                try {
                    session.execute("ALTER MATERIALIZED VIEW " + view.sql() + " AUTO REFRESH " + (on ? "YES" : "NO"));
                } catch (QueryException e) {
                    refusals.add(view.name() + " (" + e.getMessage() + ")");
                }
            }
            views(session).stream()
                    .filter(view -> view.autoRefresh() != on
                            && refusals.stream().noneMatch(refusal -> refusal.startsWith(view.name() + " ")))
                    .forEach(view -> refusals.add(view.name() + " (Redshift says it is " + (on ? "off" : "on") + ")"));
            if (!refusals.isEmpty()) {
                throw new OperationException(
                        "Auto refresh is not " + (on ? "on" : "off") + " for " + String.join(", ", refusals));
            }
            return views.stream().map(StreamingView::name).toList();
        }
    }

    /**
     * Refreshes every streaming view until Redshift no longer says that there may be more.
     *
     * @return what Redshift said of each view's last refresh
     * @throws OperationException if there is no view, or there is still more after {@value #MOST_REFRESHES} refreshes
     * @throws QueryException if a refresh fails
     */
    public List<Refreshed> now() {
        try (RedshiftSession session = RedshiftSession.open(hotTier.redshift())) {
            HotTierCatalog catalog = new HotTierCatalog(session, hotTier);
            return views(session).stream().map(view -> refresh(catalog, view)).toList();
        }
    }

    /**
     * What became of a refresh.
     *
     * @param view the view
     * @param status Redshift's words; empty if it has none on record
     */
    public record Refreshed(String view, String status) {}

    /**
     * Makes sure that auto refresh may rest for so long.
     *
     * @param retention how long the stream keeps a record
     * @throws OperationException if records would expire unread, or nearly so
     */
    public static void requireRetention(Duration retention, Duration pause) {
        Duration part = pause.dividedBy(SPARE_PART);
        Duration spare = part.compareTo(LEAST_SPARE) > 0 ? part : LEAST_SPARE;
        if (retention.compareTo(pause.plus(spare)) < 0) {
            throw new OperationException("The stream keeps records for " + Spans.text(retention) + ". A pause of "
                    + Spans.text(pause) + " and the time to catch up need " + Spans.text(pause.plus(spare))
                    + ": raise the retention first, or rest for less");
        }
    }

    private Refreshed refresh(HotTierCatalog catalog, StreamingView view) {
        for (int times = 1; times <= MOST_REFRESHES; times++) {
            catalog.session().execute("REFRESH MATERIALIZED VIEW " + view.sql());
            Optional<Refresh> last = catalog.lastRefreshes().stream()
                    .filter(refresh -> refresh.view().equals(view.name()))
                    .findFirst();
            if (last.filter(Refresh::mayHaveMore).isEmpty()) {
                return new Refreshed(view.name(), last.map(Refresh::status).orElse(""));
            }
        }
        throw new OperationException(view.name() + " was refreshed " + MOST_REFRESHES
                + " times and the stream still has more; it is written faster than the view reads");
    }

    private List<StreamingView> views(RedshiftSession session) {
        List<StreamingView> views = new HotTierCatalog(session, hotTier).streamingViews();
        if (views.isEmpty()) {
            throw new OperationException("Schema " + hotTier.schema()
                    + " has no streaming view of this user's; only their owner may refresh them");
        }
        return views;
    }
}
