package io.github.calllake.schema;

import io.github.calllake.event.CallEvent;
import io.github.calllake.event.DetailType;
import io.github.calllake.schema.ColumnSource.Delivery;
import io.github.calllake.schema.JsonText.Unusual;
import io.github.calllake.schema.ObjectPlan.Action;
import io.github.calllake.schema.ObjectPlan.Entry;
import io.github.calllake.schema.RowPlan.Node;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads an event's bytes straight into the bytes of its row, for events as they usually come. Whatever is rare, or wrong, is
 * {@link Unusual}, and left to {@code event.EventDecoder} and {@link RowMapper}: those say what a row is, and this is only
 * faster, five times or more.
 *
 * <p>For one thread.
 */
final class RowScanner extends JsonCursor {

    /** Jackson takes longer texts for an attack. */
    private static final int MAX_EVENT = 8_000_000;

    private static final byte[] DETAIL_TYPE = "detail-type".getBytes(StandardCharsets.US_ASCII);

    private final Map<DetailType, RowPlan> plans = new EnumMap<>(DetailType.class);
    private final TypeNames names = new TypeNames();
    private final Function<DetailType, EventTable> tables;
    private final PlainTime time = new PlainTime();

    private final RestWriter rest = new RestWriter();
    private final RowSlots slots = new RowSlots(rest.text());

    /** Whether the document at hand is the event itself, of which nothing must get lost. */
    private boolean keepRest;

    private byte origin = RowSlots.IN_EVENT;

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
        restart(data);
        origin = RowSlots.IN_EVENT;
        keepRest = true;
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

    // Objects and what is in them, from after their opening brace to after the closing one.

    private int object(ObjectPlan plan, int from) throws Unusual {
        int p = space(from);
        if (at(p) == '}') {
            return p + 1;
        }
        int keysBefore = openKeys();
        long seen = 0;
        Entry last = null;
        while (true) {
            int key = expect('"', p);
            Entry entry = last == null ? plan.first : last.follower;
            int close;
            if (entry != null && entry.isAt(in, key, end)) {
                close = key + entry.bytes.length;
            } else {
                close = key(key);
                entry = plan.find(in, key, close);
            }
            p = colon(close + 1);
            if (entry == null) {
                addKey(keysBefore, key, close);
                p = unknown(key, close, p);
            } else {
                if ((seen & (entry.bit | entry.otherSpellings)) != 0) {
                    throw Unusual.EVENT;
                }
                seen |= entry.bit;
                p = known(entry, key, close, p);
                remember(plan, last, entry);
                last = entry;
            }
            p = space(p);
            if (at(p) == '}') {
                closeKeys(keysBefore);
                return p + 1;
            }
            p = space(expect(',', p));
        }
    }

    private static void remember(ObjectPlan plan, @Nullable Entry last, Entry entry) {
        if (last == null) {
            plan.first = entry;
        } else {
            last.follower = entry;
        }
    }

    private int unknown(int key, int close, int p) throws Unusual {
        if (!keepRest) {
            return skip(p);
        }
        if (at(p) == 'n') {
            return literal("null", p);
        }
        int after = skipCanonical(p);
        rest.member(key, close, p, after);
        return after;
    }

    private int known(Entry entry, int key, int close, int p) throws Unusual {
        byte c = at(p);
        if (c == 'n') {
            return literal("null", p);
        }
        if (entry.refused) {
            throw Unusual.EVENT;
        }
        return switch (entry.action) {
            case NONE, TEXT -> text(entry, expect('"', p));
            case JSON -> c == '"' ? text(entry, p + 1) : json(entry, p);
            case BOOLEAN -> bool(entry, p);
            case INT, BIGINT -> whole(entry, p);
            case DOUBLE -> {
                int after = number(p);
                slots.value(entry.slots[0], Double.doubleToRawLongBits(decimal()));
                yield after;
            }
            case OBJECT -> struct(entry, key, close, expect('{', p));
            case ARRAY -> array(entry, key, close, expect('[', p));
        };
    }

    private int bool(Entry entry, int p) throws Unusual {
        boolean yes = at(p) == 't';
        slots.value(entry.slots[0], yes ? 1 : 0);
        return literal(yes ? "true" : "false", p);
    }

    private int whole(Entry entry, int p) throws Unusual {
        int after = number(p);
        long number = whole();
        if (entry.action == Action.INT && number != (int) number) {
            throw Unusual.EVENT;
        }
        slots.value(entry.slots[0], number);
        return after;
    }

    private int text(Entry entry, int from) throws Unusual {
        int close = string(from);
        byte where = origin;
        int start = from;
        int length = close - from;
        if (escaped) {
            where = RowSlots.IN_TEXTS;
            start = slots.texts().length();
            JsonText.unescape(in, from, close, slots.texts());
            length = slots.texts().length() - start;
        }
        for (int slot : entry.slots) {
            slots.slice(slot, where, start, length);
        }
        byte[] source = where == RowSlots.IN_TEXTS ? slots.texts().array() : in;
        if (entry.callKeySlot >= 0) {
            callKey(entry.callKeySlot, where, source, start, length);
        }
        if (entry.document != null) {
            document(entry.document, where, source, start, length);
        }
        return close + 1;
    }

    private void callKey(int slot, byte where, byte[] source, int start, int length) throws Unusual {
        if (length > RowMapper.CALL_ID_LENGTH) {
            throw Unusual.EVENT;
        }
        if (length > 0 && source[start] != '{' && source[start] != '[') {
            slots.slice(slot, where, start, length);
        }
    }

    /** JSON in the text of a member. */
    private void document(ObjectPlan plan, byte where, byte[] source, int start, int length) throws Unusual {
        byte[] outerIn = in;
        int outerEnd = end;
        byte outerOrigin = origin;
        boolean outerKeepRest = keepRest;
        in = source;
        end = start + length;
        origin = where;
        keepRest = false;
        int keysBefore = openKeys();
        int p = object(plan, expect('{', space(start)));
        if (space(p) != end) {
            throw Unusual.EVENT;
        }
        closeKeys(keysBefore);
        in = outerIn;
        end = outerEnd;
        origin = outerOrigin;
        keepRest = outerKeepRest;
    }

    /** JSON that a column keeps as text. */
    private int json(Entry entry, int p) throws Unusual {
        byte c = at(p);
        if (entry.document != null || (c != '{' && c != '[')) {
            throw Unusual.EVENT;
        }
        int after = skipCanonical(p);
        for (int slot : entry.slots) {
            slots.slice(slot, origin, p, after - p);
        }
        return after;
    }

    private int struct(Entry entry, int key, int close, int from) throws Unusual {
        if (entry.slots.length > 0) {
            slots.value(entry.slots[0], 0);
        }
        if (keepRest) {
            rest.enterMember(false, key, close);
        }
        int p = object(Objects.requireNonNull(entry.object), from);
        if (keepRest) {
            rest.leaveObject();
        }
        return p;
    }

    private int array(Entry entry, int key, int close, int from) throws Unusual {
        if (!keepRest) {
            throw Unusual.EVENT;
        }
        rest.enterMember(true, key, close);
        Node array = Objects.requireNonNull(entry.array);
        int begin = slots.stage().skip(Integer.BYTES);
        int count = 0;
        int p = space(from);
        if (at(p) != ']') {
            while (true) {
                p = space(element(entry, array, count++, p));
                if (at(p) == ']') {
                    break;
                }
                p = space(expect(',', p));
            }
        }
        slots.stage().setInt(begin, count);
        rest.leaveArray(count);
        slots.slice(array.slot, RowSlots.STAGED, begin, slots.stage().length() - begin);
        return p + 1;
    }

    private int element(Entry entry, Node array, int index, int from) throws Unusual {
        if (at(from) == 'n') {
            slots.stage().put((byte) 0);
            return literal("null", from);
        }
        Node element = Objects.requireNonNull(array.element);
        slots.clear(array.firstSlot, array.endSlot);
        int begin = slots.stage().length();
        int p;
        if (entry.object == null) {
            int text = expect('"', from);
            p = elementText(element, text);
        } else {
            rest.enterElement(index);
            p = object(entry.object, expect('{', from));
            rest.leaveObject();
        }
        int staged = slots.stage().length();
        slots.stage().put((byte) 1);
        slots.put(slots.stage(), element);
        slots.stage().moveTail(staged, begin);
        return p;
    }

    private int elementText(Node element, int from) throws Unusual {
        int close = string(from);
        if (escaped) {
            int start = slots.texts().length();
            JsonText.unescape(in, from, close, slots.texts());
            slots.slice(element.slot, RowSlots.IN_TEXTS, start, slots.texts().length() - start);
        } else {
            slots.slice(element.slot, origin, from, close - from);
        }
        return close + 1;
    }

    /** The detail types by their spellings, in the case they are documented in. */
    private static final class TypeNames {
        private final byte[][] spellings;
        private final DetailType[] types;

        TypeNames() {
            Map<String, DetailType> all = new java.util.LinkedHashMap<>();
            for (DetailType type : DetailType.values()) {
                type.spellings().forEach(spelling -> all.put(spelling, type));
            }
            spellings = all.keySet().stream()
                    .map(spelling -> spelling.getBytes(StandardCharsets.US_ASCII))
                    .toArray(byte[][]::new);
            types = all.values().toArray(DetailType[]::new);
        }

        DetailType named(byte[] in, int from, int to) throws Unusual {
            for (int i = 0; i < types.length; i++) {
                if (Arrays.equals(in, from, to, spellings[i], 0, spellings[i].length)) {
                    return types[i];
                }
            }
            throw Unusual.EVENT;
        }
    }
}
