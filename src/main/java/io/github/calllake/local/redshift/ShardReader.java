package io.github.calllake.local.redshift;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** Reads the shards of one stream, and keeps an iterator for each place it has read to. Not thread-safe. */
final class ShardReader {

    private static final int RECORDS_A_READ = 5_000;

    /** A place in a shard; the sequence number is empty at its beginning. */
    record Place(String shardId, Optional<String> sequenceNumber) {}

    private final KinesisClient kinesis;
    private final String stream;
    private final int largestRecord;
    private final Map<Place, String> iterators = new HashMap<>();
    private List<Shard> shards = List.of();

    /** @param largestRecord in bytes, that a view takes */
    ShardReader(KinesisClient kinesis, String stream, int largestRecord) {
        this.kinesis = kinesis;
        this.stream = stream;
        this.largestRecord = largestRecord;
    }

    /** The stream's shards as of the last listing. */
    List<Shard> shards() {
        if (shards.isEmpty()) {
            listShards();
        }
        return shards;
    }

    /** Asks for the shards anew. */
    void listShards() {
        List<Shard> all = new ArrayList<>();
        ListShardsResponse page = kinesis.listShards(r -> r.streamName(stream));
        all.addAll(page.shards());
        while (page.nextToken() != null) {
            String token = page.nextToken();
            page = kinesis.listShards(r -> r.nextToken(token));
            all.addAll(page.shards());
        }
        shards = List.copyOf(all);
    }

    /** The shards that must be read to their end before this one; those the stream no longer knows are left out. */
    List<String> parents(Shard shard) {
        Set<String> known = shards.stream().map(Shard::shardId).collect(Collectors.toUnmodifiableSet());
        return Stream.of(Optional.ofNullable(shard.parentShardId()), Optional.ofNullable(shard.adjacentParentShardId()))
                .flatMap(Optional::stream)
                .filter(known::contains)
                .toList();
    }

    /** The records that follow a place; none if it is the stream's tip. */
    ShardBatch read(Place place) {
        GetRecordsResponse response;
        try {
            response = getRecords(iterators.computeIfAbsent(place, this::iterator));
        } catch (ExpiredIteratorException e) {
            String fresh = iterator(place);
            iterators.put(place, fresh);
            response = getRecords(fresh);
        }
        boolean closed = response.nextShardIterator() == null;
        Long millisBehind = response.millisBehindLatest();
        boolean behind = millisBehind == null ? !response.records().isEmpty() : millisBehind > 0;
        ShardBatch batch =
                new ShardBatch(place.shardId(), response.records(), largestRecord, closed, behind && !closed);
        if (!closed) {
            Optional<String> last = batch.lastSequenceNumber();
            iterators.put(last.isPresent() ? new Place(place.shardId(), last) : place, response.nextShardIterator());
        }
        return batch;
    }

    /** Forgets the iterators of all other places. */
    void keepOnly(Set<Place> places) {
        iterators.keySet().retainAll(places);
    }

    private GetRecordsResponse getRecords(String iterator) {
        return kinesis.getRecords(r -> r.shardIterator(iterator).limit(RECORDS_A_READ));
    }

    private String iterator(Place place) {
        return kinesis.getShardIterator(r -> {
                    r.streamName(stream).shardId(place.shardId());
                    place.sequenceNumber()
                            .ifPresentOrElse(
                                    number -> r.shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                                            .startingSequenceNumber(number),
                                    () -> r.shardIteratorType(ShardIteratorType.TRIM_HORIZON));
                })
                .shardIterator();
    }
}
