package io.github.calllake.engine;

import java.util.List;

/**
 * What Flyway's history in the application schema says of the migrations.
 *
 * @param applied how many scripts are applied
 * @param failed scripts that stopped half way, each with version and description
 * @param pending scripts that are not applied yet
 * @param odd scripts that are applied and changed since, or not among the scripts of this version
 * @param repeatable scripts without a version, which run again whenever they change, that this version has otherwise than they ran last, or that
 *     never ran, each with its description
 */
public record HotTierHistory(
        int applied, List<String> failed, List<String> pending, List<String> odd, List<String> repeatable) {
    public HotTierHistory {
        failed = List.copyOf(failed);
        pending = List.copyOf(pending);
        odd = List.copyOf(odd);
        repeatable = List.copyOf(repeatable);
    }
}
