package io.github.calllake.engine;

import java.util.List;

/**
 * What Flyway's history in the application schema says of the migrations.
 *
 * @param applied how many scripts are applied
 * @param failed scripts that stopped half way, each with version and description
 * @param pending scripts that are not applied yet
 * @param odd scripts that are applied and changed since, or not among the scripts of this version
 */
public record HotTierHistory(int applied, List<String> failed, List<String> pending, List<String> odd) {
    public HotTierHistory {
        failed = List.copyOf(failed);
        pending = List.copyOf(pending);
        odd = List.copyOf(odd);
    }
}
