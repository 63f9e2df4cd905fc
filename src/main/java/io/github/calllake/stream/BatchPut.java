package io.github.calllake.stream;

import io.github.calllake.stream.StreamWriter.NewRecord;
import io.github.calllake.stream.StreamWriter.Placed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/**
 * Brings the records of one request into a stream: those that Kinesis turns down are put again after a pause, for as long
 * as some go in now and then. For one thread, and one time.
 */
final class BatchPut {

    /** In a row, none of which brings a record in. */
    private static final int ATTEMPTS = 20;

    /** In a row that are not answered; the client has tried each of them several times by itself. */
    private static final int UNANSWERED = 5;

    private final KinesisClient kinesis;
    private final String stream;
    private final List<NewRecord> records;
    private final List<Optional<Placed>> placed;
    private final List<Integer> left = new ArrayList<>();
    private final Backoff backoff = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(5));
    private final StopSignal interrupted = new StopSignal();
    private int unanswered;

    BatchPut(KinesisClient kinesis, String stream, List<NewRecord> records) {
        this.kinesis = kinesis;
        this.stream = stream;
        this.records = List.copyOf(records);
        this.placed = new ArrayList<>(Collections.nCopies(records.size(), Optional.empty()));
        for (int place = 0; place < records.size(); place++) {
            left.add(place);
        }
    }

    /**
     * Puts them.
     *
     * @return where each went, in their order
     * @throws StreamException if some could not be put
     */
    List<Placed> run() {
        while (!left.isEmpty()) {
            int before = left.size();
            String error = putOnce();
            if (left.size() < before) {
                backoff.reset();
            }
            if (!left.isEmpty()) {
                pause(error);
            }
        }
        return placed.stream().flatMap(Optional::stream).toList();
    }

    /** Puts the records that are left, takes those that went in off the list, and says why the others did not. */
    private String putOnce() {
        List<PutRecordsRequestEntry> entries =
                left.stream().map(place -> entry(records.get(place))).toList();
        try {
            String error = note(
                    kinesis.putRecords(request -> request.streamName(stream).records(entries))
                            .records());
            unanswered = 0;
            return error;
        } catch (SdkException e) {
            unanswered += PassingFaults.isThrottling(e) ? 0 : 1;
            if (PassingFaults.isPassing(e) && unanswered < UNANSWERED) {
                return String.valueOf(e.getMessage());
            }
            throw new StreamException(
                    "Could not put " + left.size() + " records to stream " + stream + ": " + e.getMessage(), e);
        }
    }

    private String note(List<PutRecordsResultEntry> results) {
        String error = "";
        List<Integer> refused = new ArrayList<>();
        for (int at = 0; at < results.size(); at++) {
            PutRecordsResultEntry result = results.get(at);
            if (result.errorCode() == null) {
                placed.set(left.get(at), Optional.of(new Placed(result.shardId(), result.sequenceNumber())));
            } else {
                refused.add(left.get(at));
                error = result.errorCode() + ": " + result.errorMessage();
            }
        }
        left.clear();
        left.addAll(refused);
        return error;
    }

    private void pause(String error) {
        Duration pause = backoff.next();
        if (backoff.failures() < ATTEMPTS) {
            interrupted.pause(pause);
        }
        if (backoff.failures() == ATTEMPTS || interrupted.isStopped()) {
            throw new StreamException(left.size() + " of " + records.size() + " records could not be put to stream "
                    + stream + " in the last " + backoff.failures() + " attempts: " + error);
        }
    }

    private static PutRecordsRequestEntry entry(NewRecord record) {
        return PutRecordsRequestEntry.builder()
                .partitionKey(record.partitionKey())
                .data(SdkBytes.fromByteArrayUnsafe(record.data()))
                .build();
    }
}
