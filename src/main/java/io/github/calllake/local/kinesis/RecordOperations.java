package io.github.calllake.local.kinesis;

import io.github.calllake.local.kinesis.DataStream.PutResult;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Operations on records: putting, and reading by shard iterators. */
final class RecordOperations {
    private static final Logger LOG = LoggerFactory.getLogger(RecordOperations.class);
    private static final String NO_ENCRYPTION = "NONE";

    private final StreamStore store;
    private final Clock clock;

    RecordOperations(StreamStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    private enum IteratorType {
        AT_SEQUENCE_NUMBER,
        AFTER_SEQUENCE_NUMBER,
        TRIM_HORIZON,
        LATEST,
        AT_TIMESTAMP
    }

    Answers.PutRecord put(Requests.PutRecord request) throws IOException {
        NewRecord record = record(request.data(), request.partitionKey(), request.explicitHashKey(), "");
        DataStream stream = StreamOperations.named(store, request.streamName(), request.streamARN());
        PutResult result = stream.put(List.of(record)).get(0);
        if (result instanceof PutResult.Stored stored) {
            return new Answers.PutRecord(
                    stored.shardId(), stored.sequenceNumber().toString(), NO_ENCRYPTION);
        }
        throw ((PutResult.Failed) result).cause();
    }

    Answers.PutRecords putAll(Requests.PutRecords request) {
        List<NewRecord> records = records(Check.required(request.records(), "records"));
        DataStream stream = StreamOperations.named(store, request.streamName(), request.streamARN());
        List<Answers.PutRecordsEntry> entries =
                stream.put(records).stream().map(RecordOperations::entry).toList();
        int failed = (int)
                entries.stream().filter(entry -> entry.errorCode() != null).count();
        return new Answers.PutRecords(failed, entries, NO_ENCRYPTION);
    }

    private static Answers.PutRecordsEntry entry(PutResult result) {
        if (result instanceof PutResult.Stored stored) {
            return new Answers.PutRecordsEntry(
                    stored.shardId(), stored.sequenceNumber().toString(), null, null);
        }
        PutResult.Failed failed = (PutResult.Failed) result;
        LOG.warn("Could not write to shard {}", failed.shardId(), failed.cause());
        return new Answers.PutRecordsEntry(null, null, "InternalFailure", "Internal service failure.");
    }

    private static List<NewRecord> records(List<Requests.@Nullable PutRecordsEntry> entries) {
        if (entries.isEmpty()) {
            throw Check.violated("[]", "records", "Member must have length greater than or equal to 1");
        }
        if (entries.size() > Limits.PUT_RECORDS) {
            throw Check.violated(
                    entries.size() + " records",
                    "records",
                    "Member must have length less than or equal to " + Limits.PUT_RECORDS);
        }
        List<NewRecord> records = new ArrayList<>(entries.size());
        long bytes = 0;
        for (int i = 0; i < entries.size(); i++) {
            String member = "records." + (i + 1) + ".member";
            Requests.PutRecordsEntry entry = Check.required(entries.get(i), member);
            NewRecord record = record(entry.data(), entry.partitionKey(), entry.explicitHashKey(), member + ".");
            bytes += size(record);
            records.add(record);
        }
        if (bytes > Limits.PUT_BYTES) {
            throw KinesisException.invalidArgument("Records size exceeds " + (Limits.PUT_BYTES >> 20) + " MB limit");
        }
        return records;
    }

    private static NewRecord record(
            @Nullable ByteBuffer data, @Nullable String partitionKey, @Nullable String explicitHashKey, String member) {
        ByteBuffer payload = Check.required(data, member + "data");
        String key = Check.length(partitionKey, member + "partitionKey", 1, 256);
        BigInteger hashKey =
                explicitHashKey == null ? HashKeys.of(key) : Check.hashKey(explicitHashKey, member + "explicitHashKey");
        NewRecord record = new NewRecord(key, hashKey, payload);
        if (size(record) > Limits.RECORD_BYTES) {
            throw Check.violated(
                    payload.remaining() + " bytes",
                    member + "data",
                    "Member must have length less than or equal to " + Limits.RECORD_BYTES
                            + " together with the partition key");
        }
        return record;
    }

    private static int size(NewRecord record) {
        return record.data().remaining() + record.partitionKey().getBytes(StandardCharsets.UTF_8).length;
    }

    Answers.IssuedIterator iterator(Requests.GetShardIterator request) throws IOException {
        String shardId = Check.name(request.shardId(), "shardId");
        IteratorType type = Check.oneOf(IteratorType.class, request.shardIteratorType(), "shardIteratorType");
        DataStream stream = StreamOperations.named(store, request.streamName(), request.streamARN());
        StreamFacts facts = stream.facts();
        long now = clock.millis();
        ShardFacts shard = ShardOperations.shard(facts, shardId, now);
        long index =
                switch (type) {
                    case TRIM_HORIZON -> 0;
                    case LATEST -> shard.isOpen() ? stream.log(shard).endIndex() : Long.MAX_VALUE;
                    case AT_TIMESTAMP -> timeIndex(stream.log(shard), request.timestamp(), now);
                    case AT_SEQUENCE_NUMBER -> index(request, facts, shard);
                    case AFTER_SEQUENCE_NUMBER -> indexAfter(index(request, facts, shard));
                };
        return new Answers.IssuedIterator(
                new ShardIterator(facts.name(), shard.openedSecond(), shard.number(), index, now).token());
    }

    private static long timeIndex(ShardLog log, @Nullable Instant timestamp, long now) throws IOException {
        if (timestamp == null) {
            throw KinesisException.invalidArgument("Timestamp must be given for shard iterator type AT_TIMESTAMP.");
        }
        long time = timestamp.toEpochMilli();
        if (time > now) {
            throw KinesisException.invalidArgument(
                    "The timestampInMillis parameter cannot be greater than the currentTimestampInMillis."
                            + " timestampInMillis: " + time + ", currentTimestampInMillis: " + now);
        }
        return log.firstIndexFrom(time);
    }

    private static long index(Requests.GetShardIterator request, StreamFacts facts, ShardFacts shard) {
        String text = request.startingSequenceNumber();
        if (text == null) {
            throw KinesisException.invalidArgument("StartingSequenceNumber must be given for shard iterator type "
                    + request.shardIteratorType() + ".");
        }
        return SequenceNumber.parse(text)
                .filter(shard::owns)
                .map(SequenceNumber::index)
                .orElseThrow(() -> KinesisException.invalidArgument("StartingSequenceNumber " + text
                        + " used in GetShardIterator on shard " + shard.id() + " in stream " + facts.name()
                        + " under account " + Arns.ACCOUNT
                        + " is invalid because it did not come from this stream."));
    }

    private static long indexAfter(long index) {
        return index == Long.MAX_VALUE ? index : index + 1;
    }

    Answers.GetRecords get(Requests.GetRecords request) throws IOException {
        int limit = Check.between(request.limit(), "limit", 1, Limits.GET_RECORDS, Limits.GET_RECORDS);
        ShardIterator iterator = ShardIterator.parse(Check.length(request.shardIterator(), "shardIterator", 1, 512));
        long now = clock.millis();
        if (now - iterator.issuedAt() > Limits.TOKEN_LIFETIME_MILLIS) {
            throw KinesisException.expiredIterator("Iterator expired. The iterator was created at time "
                    + Instant.ofEpochMilli(iterator.issuedAt()) + " while right now it is "
                    + Instant.ofEpochMilli(now) + " which is further in the future than the tolerated delay of "
                    + Limits.TOKEN_LIFETIME_MILLIS + " milliseconds.");
        }
        return read(store.stream(iterator.stream()), iterator, limit, now);
    }

    private Answers.GetRecords read(DataStream stream, ShardIterator iterator, int limit, long now) throws IOException {
        // Taken before the records are: a shard that is closed by now takes no more, so its end is really its end.
        StreamFacts facts = stream.facts();
        ShardFacts shard = facts.liveShard(iterator.shardNumber(), now)
                .orElseThrow(() -> Arns.shardNotFound(ShardFacts.id(iterator.shardNumber()), facts.name()));
        if (shard.openedSecond() != iterator.openedSecond()) {
            throw ShardIterator.invalid();
        }
        ShardLog.Batch batch =
                stream.log(shard).read(iterator.index(), facts.trimHorizon(now), limit, Limits.GET_BYTES);
        List<Answers.ReadRecord> records =
                batch.records().stream().map(record -> answer(shard, record)).toList();
        boolean caughtUp = batch.nextArrival() == Long.MAX_VALUE;
        if (caughtUp && !shard.isOpen()) {
            return new Answers.GetRecords(records, null, 0, ShardOperations.children(facts, shard.id()));
        }
        ShardIterator next =
                new ShardIterator(facts.name(), shard.openedSecond(), shard.number(), batch.nextIndex(), now);
        // 0 is kept for "nothing left to read", also where the next record has only just arrived.
        long behind = caughtUp ? 0 : Math.max(1, now - batch.nextArrival());
        return new Answers.GetRecords(records, next.token(), behind, null);
    }

    private static Answers.ReadRecord answer(ShardFacts shard, StoredRecord record) {
        return new Answers.ReadRecord(
                shard.sequenceNumber(record.index(), record.arrival()).toString(),
                Instant.ofEpochMilli(record.arrival()),
                record.data(),
                record.partitionKey(),
                NO_ENCRYPTION);
    }
}
