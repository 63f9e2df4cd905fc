package io.github.calllake.operations;

import io.github.calllake.CallLakeException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a doctor found.
 *
 * @param findings in the order in which it was looked
 * @param reached false if what was to be looked at could not be reached at all
 */
public record Checkup(List<Finding> findings, boolean reached) {

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
            }
        }
        return new Checkup(findings, true);
    }

    /** The worst of the findings. */
    public Severity worst() {
        return findings.stream().map(Finding::severity).max(Severity::compareTo).orElse(Severity.OK);
    }
}
