package io.github.calllake.operations;

import io.github.calllake.CallLakeException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a doctor found.
 *
 * @param findings in the order in which it was looked
 * @param reached false if what was to be looked at could not be reached at all
 */
public record Checkup(List<Finding> findings, boolean reached) {

    private static final Logger LOG = LoggerFactory.getLogger(Checkup.class);

    public Checkup {
        findings = List.copyOf(findings);
    }

    /** Makes every check, whatever the others meet. */
    static Checkup of(List<Check> checks) {
        List<Finding> findings = new ArrayList<>();
        for (Check check : checks) {
            try {
                findings.addAll(check.look());
            } catch (CallLakeException e) {
                findings.add(Finding.unseen(check.id(), String.valueOf(e.getMessage())));
            } catch (RuntimeException e) {
                // A system view that answers otherwise than its page says must not keep the other checks from being
                // made.
                LOG.warn("check={} failed", check.id(), e);
                findings.add(Finding.unseen(
                        check.id(),
                        "an answer was not as documented (" + e.getClass().getSimpleName() + ")"));
            }
        }
        return new Checkup(findings, true);
    }

    /** Both. */
    public Checkup and(Checkup other) {
        List<Finding> all = new ArrayList<>(findings);
        all.addAll(other.findings());
        return new Checkup(all, reached && other.reached());
    }

    /** The worst of the findings. */
    public Severity worst() {
        return findings.stream().map(Finding::severity).max(Severity::compareTo).orElse(Severity.OK);
    }
}
