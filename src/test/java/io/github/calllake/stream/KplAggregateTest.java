package io.github.calllake.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.github.calllake.simulate.KplRecords;
import io.github.calllake.stream.KplAggregate.SubRecord;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import software.amazon.kinesis.retrieval.AggregatorUtil;
import software.amazon.kinesis.retrieval.KinesisClientRecord;
import software.amazon.kinesis.retrieval.kpl.Messages;

class KplAggregateTest {

    @Test
    void an_aggregate_is_taken_apart_in_its_order() {
        byte[] large = new byte[70_000];
        Arrays.fill(large, (byte) 'x');

        List<SubRecord> records = KplAggregate.split(
                        KplRecords.aggregate("key-ä", List.of("one".getBytes(UTF_8), new byte[0], large)))
                .orElseThrow();

        assertThat(records).extracting(SubRecord::partitionKey).containsOnly("key-ä");
        assertThat(records).extracting(SubRecord::data).containsExactly("one".getBytes(UTF_8), new byte[0], large);
    }

    @Test
    void what_is_no_aggregate_stays_a_record_of_its_own() {
        byte[] aggregate = KplRecords.aggregate("key", List.of("one".getBytes(UTF_8)));
        byte[] wrongSum = aggregate.clone();
        wrongSum[wrongSum.length - 1]++;

        assertThat(KplAggregate.split("{}".getBytes(UTF_8))).isEmpty();
        assertThat(KplAggregate.split(new byte[0])).isEmpty();
        assertThat(KplAggregate.split(wrongSum)).isEmpty();
        assertThat(KplAggregate.split(Arrays.copyOf(aggregate, aggregate.length - 1)))
                .isEmpty();
        assertThat(KplAggregate.split(KplRecords.aggregate("key", List.of())))
                .as("without records")
                .isEmpty();
    }

    @Test
    void a_record_without_data_or_with_a_key_that_is_not_there_breaks_the_aggregate() {
        assertThat(KplAggregate.split(KplRecords.sealed(new byte[] {0x1A, 2, 0x08, 0})))
                .isEmpty();
        assertThat(KplAggregate.split(KplRecords.sealed(new byte[] {0x0A, 1, 'k', 0x1A, 5, 0x08, 1, 0x1A, 1, 'd'})))
                .isEmpty();
        assertThat(KplAggregate.split(KplRecords.sealed(new byte[] {0x0A, 1, 'k', 0x1A, 5, 0x08, 0, 0x1A, 1, 'd'})))
                .isPresent();
    }

    @Test
    void any_message_is_split_or_left_whole_and_never_fails() {
        Random random = new Random(7);
        byte[] good = KplRecords.aggregate("key", List.of("one".getBytes(UTF_8), "two".getBytes(UTF_8)));
        byte[] message = Arrays.copyOfRange(good, 4, good.length - 16);
        int split = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] mutated = message.clone();
            for (int change = 0; change <= random.nextInt(3); change++) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
            }
            Optional<List<SubRecord>> records = KplAggregate.split(KplRecords.sealed(mutated));
            split += records.isPresent() ? 1 : 0;
            assertThat(records.map(List::size).orElse(1)).isPositive();
        }
        assertThat(split).isBetween(1, 19_999);
    }

    @Test
    void random_aggregates_are_taken_apart_as_the_kinesis_client_library_does() throws Exception {
        Random random = new Random(11);
        for (int round = 0; round < 2_000; round++) {
            byte[] aggregate = KplRecords.sealed(randomMessage(random).toByteArray());
            List<KinesisClientRecord> theirs = new AggregatorUtil()
                    .deaggregate(List.of(KinesisClientRecord.builder()
                            .sequenceNumber("1")
                            .partitionKey("outer")
                            .data(ByteBuffer.wrap(aggregate))
                            .build()));

            List<SubRecord> ours = KplAggregate.split(aggregate).orElseThrow();

            assertThat(ours).hasSameSizeAs(theirs);
            for (int place = 0; place < ours.size(); place++) {
                assertThat(theirs.get(place).subSequenceNumber()).isEqualTo(place);
                assertThat(ours.get(place).partitionKey())
                        .isEqualTo(theirs.get(place).partitionKey());
                assertThat(ByteBuffer.wrap(ours.get(place).data()))
                        .isEqualTo(theirs.get(place).data());
            }
        }
    }

    private static Messages.AggregatedRecord randomMessage(Random random) {
        Messages.AggregatedRecord.Builder message = Messages.AggregatedRecord.newBuilder();
        int keys = 1 + random.nextInt(5);
        for (int key = 0; key < keys; key++) {
            message.addPartitionKeyTable("key-\u00fc-" + random.nextInt());
        }
        message.addExplicitHashKeyTable(new BigInteger(128, random).toString());
        for (int record = random.nextInt(20); record >= 0; record--) {
            byte[] data = new byte[random.nextInt(random.nextBoolean() ? 20 : 40_000)];
            random.nextBytes(data);
            Messages.Record.Builder one = Messages.Record.newBuilder()
                    .setPartitionKeyIndex(random.nextInt(keys))
                    .setData(ByteString.copyFrom(data));
            if (random.nextBoolean()) {
                one.setExplicitHashKeyIndex(0);
            }
            if (random.nextBoolean()) {
                one.addTags(Messages.Tag.newBuilder().setKey("tag").setValue("value"));
            }
            message.addRecords(one);
        }
        return message.build();
    }
}
