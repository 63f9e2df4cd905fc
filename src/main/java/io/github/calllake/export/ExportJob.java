package io.github.calllake.export;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Something that is exported, window by window. Immutable.
 *
 * @param name names its ledger and its objects; another name is another job, which begins anew
 * @param question what is exported
 * @param tier which tier is asked
 * @param grid its windows
 * @param waitForLate how long after a window's end records that arrive late still count
 * @param format what objects look like; records of a stream are JSON
 * @param destination where they go
 * @param columns what is not handed out
 * @param catchUp how many missed windows are made up for; older ones are skipped, and wait for a retry
 * @param provisional whether a window is exported at its end at once, and once more when it is complete
 * @param start where the first window starts; empty for the last one that has ended when the job runs first
 * @param transfer how rows come from the tier
 */
public record ExportJob(
        String name,
        ExportQuestion question,
        ExportTier tier,
        WindowGrid grid,
        Duration waitForLate,
        OutputFormat format,
        Destination destination,
        ColumnRules columns,
        int catchUp,
        boolean provisional,
        Optional<Instant> start,
        Transfer transfer) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    /** By the number of rows. */
    public ExportJob(
            String name,
            ExportQuestion question,
            ExportTier tier,
            WindowGrid grid,
            Duration waitForLate,
            OutputFormat format,
            Destination destination,
            ColumnRules columns,
            int catchUp,
            boolean provisional,
            Optional<Instant> start) {
        this(
                name,
                question,
                tier,
                grid,
                waitForLate,
                format,
                destination,
                columns,
                catchUp,
                provisional,
                start,
                Transfer.auto());
    }

    public ExportJob {
        List<String> faults = new ArrayList<>();
        if (!NAME.matcher(name).matches()) {
            faults.add("a name has lower-case letters, digits and hyphens, at most 63, not '" + name + "'");
        }
        if (waitForLate.isNegative()) {
            faults.add("the time to wait for late records must not be negative");
        }
        if (catchUp < 1) {
            faults.add("at least 1 window can be caught up, not " + catchUp);
        }
        if (destination instanceof Destination.Stream && provisional) {
            faults.add("what is in a stream cannot be replaced: provisional windows need s3:// or file:");
        }
        if (!question.takes(tier)) {
            faults.add(question.name() + " cannot be asked of both tiers as one: say hot or cold");
        }
        start.filter(given -> !grid.has(given))
                .ifPresent(
                        given -> faults.add("no window starts at " + given + "; one starts at " + grid.floor(given)));
        faults.addAll(columns.faults(question.columns()));
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", faults));
        }
    }

    /** Up to when the tier must be complete for a window to be exported for good. */
    public Instant completeFor(ExportWindow window) {
        return window.to().plus(waitForLate);
    }
}
