package io.github.calllake.schema;

import io.github.calllake.event.CallEvent;
import io.github.calllake.event.DetailType;
import io.github.calllake.schema.ColumnSource.Delivery;
import io.github.calllake.schema.JsonText.Unusual;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads an event's bytes straight into the bytes of its row, for events as they usually come. Whatever is rare, or wrong, is
 * {@link Unusual}, and left to {@code event.EventDecoder} and {@link RowMapper}: those say what a row is, and this is only
 * faster, five times or more.
 *
 * <p>For one thread.
 */
final class RowScanner extends MemberScanner {

    /** Jackson takes longer texts for an attack. */
    private static final int MAX_EVENT = 8_000_000;

    private static final byte[] DETAIL_TYPE = "detail-type".getBytes(StandardCharsets.US_ASCII);

    private final Map<DetailType, RowPlan> plans = new EnumMap<>(DetailType.class);
    private final Function<DetailType, EventTable> tables;
    private final DetailTypeNames names = new DetailTypeNames();
    private final PlainTime time = new PlainTime();

    /** For the tables of {@link EventTables}. */
    RowScanner() {
        this(EventTables::of);
    }

    RowScanner(Function<DetailType, EventTable> tables) {
        this.tables = tables;
    }

    /** The row of an event. */
    PackedRow read(byte[] data, RowMapper.Place place) throws Unusual {
        if (data.length > MAX_EVENT || place.arrival().getNano() % 1_000_000 != 0) {
            throw Unusual.EVENT;
        }
        begin(data);
        DetailType type = detailType();
        RowPlan plan = plans.computeIfAbsent(type, one -> new RowPlan(tables.apply(one)));
        slots.begin(data, plan.slots());
        rest.begin(data);
        int p = object(plan.payload(), expect('{', space(0)));
        rest.leaveObject();
        if (space(p) != data.length) {
            throw Unusual.EVENT;
        }
        Instant eventTime = CallEvent.eventTime(sentAt(plan), place.arrival());
        deliver(plan, place, eventTime);
        return new PackedRow(type, eventTime, callId(plan), slots.row(plan.row().members));
    }

    /** The detail type, which says where all else goes, and may come after it. */
    private DetailType detailType() throws Unusual {
        int p = space(expect('{', space(0)));
        while (true) {
            int key = expect('"', p);
            int close = key(key);
            p = colon(close + 1);
            if (Arrays.equals(in, key, close, DETAIL_TYPE, 0, DETAIL_TYPE.length)) {
                int from = expect('"', p);
                return names.named(in, from, key(from));
            }
            p = space(expect(',', space(skip(p))));
        }
    }

    private Optional<Instant> sentAt(RowPlan plan) throws Unusual {
        int slot = plan.timeSlot();
        if (slots.isEmpty(slot)) {
            return Optional.empty();
        }
        if (!slots.isInEvent(slot)) {
            throw Unusual.EVENT;
        }
        int from = slots.from(slot);
        return Optional.of(time.read(in, from, from + slots.length(slot)));
    }

    private void deliver(RowPlan plan, RowMapper.Place place, Instant eventTime) {
        slots.value(plan.slot(Delivery.EVENT_TIME), eventTime.toEpochMilli());
        slots.value(plan.slot(Delivery.ARRIVAL_TIME), place.arrival().toEpochMilli());
        slots.value(plan.slot(Delivery.SUBSEQUENCE_NUMBER), place.subsequenceNumber());
        slots.text(plan.slot(Delivery.SHARD_ID), place.shardId());
        slots.text(plan.slot(Delivery.SEQUENCE_NUMBER), place.sequenceNumber());
        int leftovers = rest.text().length();
        if (leftovers > 0) {
            slots.slice(plan.slot(Delivery.UNMAPPED), RowSlots.IN_REST, 0, leftovers);
        }
    }

    private Optional<String> callId(RowPlan plan) {
        int slot = plan.callIdSlot();
        return slots.isEmpty(slot) ? Optional.empty() : Optional.of(slots.string(slot));
    }
}
