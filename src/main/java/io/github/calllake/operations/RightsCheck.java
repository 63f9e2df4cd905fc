package io.github.calllake.operations;

import io.github.calllake.CallLakeException;
import io.github.calllake.lake.MissingRights;
import io.github.calllake.operations.IamPolicies.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Whether whoever runs this has the rights of a part, as far as calls that change nothing show it. */
final class RightsCheck implements Check {

    private final Part part;
    private final IamPolicies policies;
    private final List<TriedRight> rights;

    RightsCheck(Part part, IamPolicies policies, List<TriedRight> rights) {
        this.part = part;
        this.policies = policies;
        this.rights = List.copyOf(rights);
    }

    @Override
    public String id() {
        return "rights." + part.text();
    }

    @Override
    public List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        Set<String> untried = new TreeSet<>(IamPolicies.ownReasons(part).keySet());
        Set<String> allowed = new TreeSet<>();
        for (TriedRight right : rights) {
            try {
                if (right.call().get().isPresent()) {
                    allowed.addAll(right.actions());
                    right.actions().forEach(action -> untried.remove(right.sid() + " " + action));
                }
            } catch (CallLakeException e) {
                if (!MissingRights.isIn(e)) {
                    findings.add(Finding.unseen(id(), right.actions() + ": " + e.getMessage()));
                    continue;
                }
                for (String action : right.refused(String.valueOf(e.getMessage()))) {
                    findings.add(missing(right.sid(), action));
                }
                right.actions().forEach(action -> untried.remove(right.sid() + " " + action));
            }
        }
        if (!allowed.isEmpty()) {
            findings.add(Finding.ok(id(), "allowed: " + String.join(", ", allowed)));
        }
        if (!untried.isEmpty()) {
            findings.add(untried(untried));
        }
        return findings;
    }

    private Finding missing(String sid, String action) {
        String reason = IamPolicies.ownReasons(part).getOrDefault(sid + " " + action, "");
        return Finding.error(
                id(),
                "whoever runs this lacks " + action + ", which the " + part.text() + " needs",
                "What it is for: " + reason + ".",
                "Allow in the " + part.text() + "'s policy: " + policies.line(part, sid, action));
    }

    private Finding untried(Set<String> untried) {
        return Finding.ok(
                id(),
                "not tried, for want of a call that changes nothing or of something to make it on: "
                        + String.join(", ", actions(untried)));
    }

    private static Set<String> actions(Set<String> rights) {
        Set<String> actions = new TreeSet<>();
        rights.forEach(right -> actions.add(right.substring(right.indexOf(' ') + 1)));
        return actions;
    }
}
