package io.github.calllake.local.kinesis;

import io.github.calllake.local.kinesis.DataStream.PutResult;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Operations on records: putting, and reading by shard iterators. */
final class RecordOperations {
    private static final Logger LOG = LoggerFactory.getLogger(RecordOperations.class);
    private static final String NO_ENCRYPTION = "NONE";

    private final StreamStore store;
    private final LiveSettings settings;

    RecordOperations(StreamStore store, LiveSettings settings) {
        this.store = store;
        this.settings = settings;
    }

    private enum IteratorType {
        AT_SEQUENCE_NUMBER,
        AFTER_SEQUENCE_NUMBER,
        TRIM_HORIZON,
        LATEST,
        AT_TIMESTAMP
    }

    Answers.PutRecord put(Requests.PutRecord request) throws IOException {
        DataStream stream = StreamOperations.named(store, request.streamName(), request.streamARN());
        int most = stream.facts().recordKib() * 1024;
        NewRecord record = record(request.data(), request.partitionKey(), request.explicitHashKey(), "", most);
        checkOrdering(request.sequenceNumberForOrdering(), stream.facts());
        PutResult result = put(stream, List.of(record)).get(0);
        if (result instanceof PutResult.Refused refused) {
            throw refused.reason();
        }
        if (result instanceof PutResult.Failed failed) {
            throw failed.cause();
        }
        PutResult.Stored stored = (PutResult.Stored) result;
        return new Answers.PutRecord(stored.shardId(), stored.sequenceNumber().toString(), NO_ENCRYPTION);
    }

    /** Numbers rise anyway; one that the stream never gave out is a mistake of the caller. */
    private static void checkOrdering(@Nullable String after, StreamFacts facts) {
        boolean given = after == null
                || SequenceNumber.parse(after).stream()
                        .anyMatch(number -> facts.shards().stream().anyMatch(shard -> shard.owns(number)));
        if (!given) {
            throw KinesisException.invalidArgument("ExclusiveMinimumSequenceNumber " + after
                    + " used in PutRecord on stream " + facts.name() + " under account " + Arns.ACCOUNT
                    + " is invalid.");
        }
    }

    private List<PutResult> put(DataStream stream, List<NewRecord> records) {
        List<PutResult> results = stream.put(records, (shard, record) -> refusal(stream, shard, record));
        TrafficCounter traffic = stream.traffic();
        for (int place = 0; place < records.size(); place++) {
            PutResult result = results.get(place);
            if (result instanceof PutResult.Stored) {
                traffic.incomingRecords.increment();
                traffic.incomingBytes.add(records.get(place).size());
            } else if (result instanceof PutResult.Refused refused
                    && refused.reason().isThrottling()) {
                traffic.putsThrottled.increment();
            } else {
                traffic.putsFailed.increment();
            }
        }
        return results;
    }

    private Optional<KinesisException> refusal(DataStream stream, ShardFacts shard, NewRecord record) {
        KinesisFaults faults = settings.faults();
        if (settings.strikes(faults.failedPuts()) || faults.failingKeys().test(record.partitionKey())) {
            return Optional.of(KinesisException.internalFailure());
        }
        boolean room = !settings.strikes(faults.throttledPuts())
                && (!settings.limits() || stream.throughput(shard).write(record.size(), settings.now()));
        return room
                ? Optional.empty()
                : Optional.of(KinesisException.throughputExceeded("Rate exceeded for shard " + shard.id()
                        + " in stream " + stream.facts().name() + " under account " + Arns.ACCOUNT + "."));
    }

    Answers.PutRecords putAll(Requests.PutRecords request) {
        DataStream stream = StreamOperations.named(store, request.streamName(), request.streamARN());
        int most = stream.facts().recordKib() * 1024;
        List<NewRecord> records = records(Check.required(request.records(), "records"), most);
        List<Answers.PutRecordsEntry> entries =
                put(stream, records).stream().map(RecordOperations::entry).toList();
        int failed = (int)
                entries.stream().filter(entry -> entry.errorCode() != null).count();
        return new Answers.PutRecords(failed, entries, NO_ENCRYPTION);
    }

    private static Answers.PutRecordsEntry entry(PutResult result) {
        if (result instanceof PutResult.Stored stored) {
            return new Answers.PutRecordsEntry(
                    stored.shardId(), stored.sequenceNumber().toString(), null, null);
        }
        if (result instanceof PutResult.Failed failed) {
            LOG.warn("Could not write to shard {}", failed.shardId(), failed.cause());
        }
        KinesisException reason =
                result instanceof PutResult.Refused refused ? refused.reason() : KinesisException.internalFailure();
        return new Answers.PutRecordsEntry(null, null, reason.type(), reason.text());
    }

    private List<NewRecord> records(List<Requests.@Nullable PutRecordsEntry> entries, int most) {
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
            NewRecord record = record(entry.data(), entry.partitionKey(), entry.explicitHashKey(), member + ".", most);
            bytes += record.size();
            records.add(record);
        }
        if (bytes > Limits.PUT_BYTES) {
            throw KinesisException.invalidArgument("Records size exceeds " + (Limits.PUT_BYTES >> 20) + " MB limit");
        }
        return records;
    }

    private NewRecord record(
            @Nullable ByteBuffer data,
            @Nullable String partitionKey,
            @Nullable String explicitHashKey,
            String member,
            int most) {
        ByteBuffer payload = Check.required(data, member + "data");
        String key = Check.length(partitionKey, member + "partitionKey", 1, 256);
        BigInteger hashKey =
                explicitHashKey == null ? HashKeys.of(key) : Check.hashKey(explicitHashKey, member + "explicitHashKey");
        NewRecord record = new NewRecord(key, hashKey, payload, settings.skewMillis());
        if (record.size() > most) {
            throw Check.violated(
                    payload.remaining() + " bytes",
                    member + "data",
                    "Member must have length less than or equal to " + most + " together with the partition key");
        }
        return record;
    }

    Answers.IssuedIterator iterator(Requests.GetShardIterator request) throws IOException {
        String shardId = Check.name(request.shardId(), "shardId");
        IteratorType type = Check.oneOf(IteratorType.class, request.shardIteratorType(), "shardIteratorType");
        DataStream stream = StreamOperations.named(store, request.streamName(), request.streamARN());
        StreamFacts facts = stream.facts();
        long now = settings.now();
        ShardFacts shard = ShardOperations.shard(facts, shardId, now);
        if (settings.limits() && !stream.throughput(shard).iterator(now)) {
            stream.traffic().iteratorsThrottled.increment();
            throw readRateExceeded(facts, shard);
        }
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
        long now = settings.now();
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
        boolean room = !settings.strikes(settings.faults().throttledReads())
                && (!settings.limits() || stream.throughput(shard).read(now));
        if (!room) {
            stream.traffic().readsThrottled.increment();
            throw readRateExceeded(facts, shard);
        }
        ShardLog.Batch batch =
                stream.log(shard).read(iterator.index(), facts.trimHorizon(now), limit, Limits.GET_BYTES);
        note(stream, shard, batch, now);
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

    private void note(DataStream stream, ShardFacts shard, ShardLog.Batch batch, long now) {
        TrafficCounter traffic = stream.traffic();
        traffic.reads.increment();
        traffic.recordsRead.add(batch.records().size());
        traffic.bytesRead.add(
                batch.records().stream().mapToLong(StoredRecord::size).sum());
        if (settings.limits()) {
            stream.throughput(shard).hasRead(batch.records(), batch.isFull(), now);
        }
    }

    private static KinesisException readRateExceeded(StreamFacts facts, ShardFacts shard) {
        return KinesisException.throughputExceeded(
                "Rate exceeded for Shard - " + Arns.ACCOUNT + "/" + facts.name() + "/" + shard.id());
    }

    private static Answers.ReadRecord answer(ShardFacts shard, StoredRecord record) {
        return new Answers.ReadRecord(
                shard.sequenceNumber(record.index(), record.time()).toString(),
                Instant.ofEpochMilli(record.arrival()),
                record.data(),
                record.partitionKey(),
                NO_ENCRYPTION);
    }
}
