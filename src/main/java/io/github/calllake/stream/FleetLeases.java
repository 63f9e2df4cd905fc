package io.github.calllake.stream;

import io.github.calllake.stream.FleetTable.Lease;
import java.util.List;
import java.util.function.Predicate;
import software.amazon.kinesis.common.StreamIdentifier;

/** What a fleet's table says before this worker joins the fleet. */
final class FleetLeases {

    private final FleetTable table;

    FleetLeases(FleetTable table) {
        this.table = table;
    }

    /**
     * Refuses a fleet whose table belongs to something else. The library never gives a shard that counts as ended to a worker
     * again, so if this worker's consumers know nothing of its end, the shard would be lost to them without a word.
     *
     * @param shards the stream's
     * @param consumed whether the consumers have a shard to its end
     */
    void requireOurs(StreamIdentifier stream, List<StreamShard> shards, Predicate<StreamShard> consumed) {
        List<Lease> leases = table.leases().orElse(List.of());
        for (Lease lease : leases) {
            if (!lease.streamName().equals(stream.streamName())) {
                throw new StreamException("Fleet " + table.fleet() + " reads stream " + lease.streamName() + ", not "
                        + stream.streamName() + ". Give each stream a fleet of its own name");
            }
        }
        for (StreamShard shard : shards) {
            boolean ended = leases.stream()
                    .anyMatch(lease -> lease.ended()
                            && lease.stream().equals(stream.serialize())
                            && lease.shard().equals(shard.id()));
            if (ended && !consumed.test(shard)) {
                throw new StreamException("Fleet " + table.fleet() + " has finished shard " + shard.id() + " of stream "
                        + stream.streamName()
                        + ", but here it is not archived to its end: the fleet's table is of another"
                        + " lake, or this lake is an older state of it. Take another fleet name; reading goes on where"
                        + " this lake ends, and nothing is archived twice");
            }
        }
    }
}
