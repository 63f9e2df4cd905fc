package io.github.calllake.stream;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Records that the Kinesis Producer Library packed into one: four magic bytes, a protobuf message, and its MD5 sum.
 *
 * @see <a href="https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md">KPL aggregated record
 *     format</a>
 */
final class KplAggregate {

    private static final byte[] MAGIC = {(byte) 0xF3, (byte) 0x89, (byte) 0x9A, (byte) 0xC2};
    private static final int DIGEST_BYTES = 16;

    private static final int PARTITION_KEYS = 1;
    private static final int RECORDS = 3;
    private static final int RECORD_PARTITION_KEY = 1;
    private static final int RECORD_DATA = 3;

    private KplAggregate() {}

    /** A record out of an aggregate. */
    @SuppressWarnings("ArrayRecordComponent") // Handed on at once and compared by nobody.
    record SubRecord(String partitionKey, byte[] data) {}

    /**
     * The records of an aggregate, in its order.
     *
     * @return empty if the data is no aggregate, or is a broken or an empty one: then it counts as a record of its own, so
     *     that nothing is lost
     */
    static Optional<List<SubRecord>> split(byte[] data) {
        if (!hasMagic(data) || !hasDigest(data)) {
            return Optional.empty();
        }
        try {
            List<SubRecord> records = read(new Protobuf(data, MAGIC.length, data.length - DIGEST_BYTES));
            return records.isEmpty() ? Optional.empty() : Optional.of(records);
        } catch (Protobuf.MalformedException e) {
            // The sum is right, so its producer wrote it so; as a whole it goes where bad records go.
            return Optional.empty();
        }
    }

    private static boolean hasMagic(byte[] data) {
        return data.length > MAGIC.length + DIGEST_BYTES
                && Arrays.equals(data, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    private static boolean hasDigest(byte[] data) {
        int end = data.length - DIGEST_BYTES;
        MessageDigest md5 = md5();
        md5.update(data, MAGIC.length, end - MAGIC.length);
        return Arrays.equals(md5.digest(), 0, DIGEST_BYTES, data, end, data.length);
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has MD5", e);
        }
    }

    private static List<SubRecord> read(Protobuf message) throws Protobuf.MalformedException {
        List<String> keys = new ArrayList<>();
        List<Protobuf> records = new ArrayList<>();
        while (message.hasMore()) {
            Protobuf.Field field = message.next();
            if (field.number() == PARTITION_KEYS) {
                keys.add(new String(field.message().bytes(), StandardCharsets.UTF_8));
            } else if (field.number() == RECORDS) {
                records.add(field.message());
            }
        }
        List<SubRecord> all = new ArrayList<>(records.size());
        for (Protobuf record : records) {
            all.add(subRecord(record, keys));
        }
        return all;
    }

    private static SubRecord subRecord(Protobuf record, List<String> keys) throws Protobuf.MalformedException {
        long key = -1;
        Optional<byte[]> data = Optional.empty();
        while (record.hasMore()) {
            Protobuf.Field field = record.next();
            if (field.number() == RECORD_PARTITION_KEY) {
                key = field.value();
            } else if (field.number() == RECORD_DATA) {
                data = Optional.of(field.message().bytes());
            }
        }
        if (key < 0 || key >= keys.size() || data.isEmpty()) {
            throw new Protobuf.MalformedException();
        }
        return new SubRecord(keys.get((int) key), data.get());
    }
}
