package io.github.calllake.operations;

import io.github.calllake.stream.DirectStream;
import io.github.calllake.stream.FleetTable;
import io.github.calllake.stream.FleetTable.Lease;
import io.github.calllake.stream.StreamShard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whether every shard is in the hands of a worker of the archivers' fleet that is alive.
 *
 * @param failover the workers' {@code --failover}: a lease is renewed three times in it
 */
record FleetCheck(FleetTable table, DirectStream stream, Duration failover) implements Check {

    @Override
    public String id() {
        return "fleet.leases";
    }

    @Override
    public List<Finding> look() {
        String fleet = table.fleet();
        Optional<List<Lease>> read = table.leases();
        if (read.isEmpty()) {
            return List.of(Finding.warning(
                    id(),
                    "there is no table of a fleet " + fleet,
                    "No archiver of that fleet has ever run here.",
                    "Compare the name, account and Region with the archivers'; `./call-lake archive --fleet " + fleet
                            + "` makes the table."));
        }
        Set<String> others = read.get().stream()
                .map(Lease::streamName)
                .filter(name -> !name.equals(stream.name()))
                .collect(Collectors.toCollection(TreeSet::new));
        if (!others.isEmpty()) {
            return List.of(Finding.error(
                    id(),
                    "fleet " + fleet + " reads stream " + String.join(", ", others) + ", not " + stream.name(),
                    "Archivers of " + stream.name() + " refuse to start with it.",
                    "Give each stream a fleet of its own name."));
        }
        return findings(ofThisStream(read.get()));
    }

    /** Those of a stream that was deleted and made anew go by themselves. */
    private List<Lease> ofThisStream(List<Lease> leases) {
        String made = ":" + stream.description().created().getEpochSecond();
        return leases.stream().filter(lease -> lease.stream().endsWith(made)).toList();
    }

    private List<Finding> findings(List<Lease> leases) {
        List<Finding> findings = new ArrayList<>();
        List<Lease> live = leases.stream().filter(lease -> !lease.ended()).toList();
        String fix =
                "Is an archiver of the fleet running, and does it log errors of DynamoDB? `./call-lake archive --fleet "
                        + table.fleet() + "` on one machine more takes them over.";
        note(
                findings,
                withoutLease(leases),
                "open shards without a lease",
                "The fleet does not know of them: within minutes of a reshard that passes, later nobody archives them.",
                fix);
        note(
                findings,
                live.stream()
                        .filter(lease -> lease.owner().isEmpty())
                        .map(Lease::shard)
                        .toList(),
                "shards that no worker has",
                "Nobody archives them, and their records expire in the end.",
                fix);
        List<Lease> owned =
                live.stream().filter(lease -> lease.owner().isPresent()).toList();
        List<Lease> stale = stale(owned);
        note(
                findings,
                stale.stream()
                        .map(lease -> lease.shard() + " of " + lease.owner().orElseThrow())
                        .toList(),
                "leases that were not renewed for " + Spans.text(watched()),
                "Their workers are gone or hang. After --failover others take the shards; if there are no others, nobody"
                        + " archives them.",
                fix);
        long workers = owned.stream().map(Lease::owner).distinct().count();
        return findings.isEmpty()
                ? List.of(Finding.ok(id(), owned.size() + " shards are leased by " + workers + " workers"))
                : findings;
    }

    private void note(List<Finding> into, List<String> what, String words, String why, String fix) {
        if (!what.isEmpty()) {
            into.add(Finding.warning(id(), words + ": " + Shown.of(what, ", "), why, fix));
        }
    }

    /** A shard that another one comes from is closed. */
    private List<String> withoutLease(List<Lease> leases) {
        List<StreamShard> shards = stream.shards();
        Set<String> closed =
                shards.stream().flatMap(shard -> shard.parents().stream()).collect(Collectors.toSet());
        Set<String> leased = leases.stream().map(Lease::shard).collect(Collectors.toCollection(HashSet::new));
        return shards.stream()
                .map(StreamShard::id)
                .filter(shard -> !closed.contains(shard) && !leased.contains(shard))
                .toList();
    }

    /** In which a lease that is kept is renewed at least once. */
    private Duration watched() {
        return failover.dividedBy(2);
    }

    /** Looks again after a while: a lease that a worker keeps has another counter by then. */
    private List<Lease> stale(List<Lease> owned) {
        if (owned.isEmpty()) {
            return List.of();
        }
        try {
            Thread.sleep(watched().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OperationException("Interrupted while watching the leases of fleet " + table.fleet());
        }
        Map<String, Lease> now = new HashMap<>();
        ofThisStream(table.leases().orElse(List.of())).forEach(lease -> now.put(lease.shard(), lease));
        return owned.stream()
                .filter(lease -> lease.equals(now.get(lease.shard())))
                .toList();
    }
}
