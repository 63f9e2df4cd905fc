package io.github.calllake.schema;

import io.github.calllake.event.CallEvent;
import io.github.calllake.event.DetailType;
import io.github.calllake.schema.ColumnSource.Delivery;
import io.github.calllake.schema.JsonText.Unusual;
import io.github.calllake.schema.RowPlan.Action;
import io.github.calllake.schema.RowPlan.Entry;
import io.github.calllake.schema.RowPlan.Node;
import io.github.calllake.schema.RowPlan.ObjectPlan;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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

    private static final byte EMPTY = 0;
    private static final byte IN_EVENT = 1;
    private static final byte IN_TEXTS = 2;
    private static final byte IN_REST = 3;
    private static final byte STAGED = 4;
    private static final byte VALUE = 5;

    private static final byte[] DETAIL_TYPE = "detail-type".getBytes(StandardCharsets.US_ASCII);

    private final Map<DetailType, RowPlan> plans = new EnumMap<>(DetailType.class);
    private final TypeNames names = new TypeNames();
    private final PlainTime time = new PlainTime();

    private byte[] event = new byte[0];
    /** What escape sequences stand for. */
    private final ByteSink texts = new ByteSink(1 << 12);
    /** Arrays that are read, until the row is written. */
    private final ByteSink stage = new ByteSink(1 << 12);

    private final ByteSink row = new ByteSink(1 << 12);
    private final RestWriter rest = new RestWriter();

    private byte[] state = new byte[0];
    private long[] slots = new long[0];
    /** Whether the document at hand is the event itself, of which nothing must get lost. */
    private boolean keepRest;

    private byte origin = IN_EVENT;

    /** The row of an event. */
    PackedRow read(byte[] data, RowMapper.Place place) throws Unusual {
        if (data.length > MAX_EVENT || place.arrival().getNano() % 1_000_000 != 0) {
            throw Unusual.EVENT;
        }
        restart(data);
        event = data;
        origin = IN_EVENT;
        keepRest = true;
        texts.truncate(0);
        stage.truncate(0);
        DetailType type = detailType();
        RowPlan plan = plans.computeIfAbsent(type, one -> new RowPlan(EventTables.of(one)));
        clear(plan.slots());
        rest.begin(data);
        int p = object(plan.payload(), expect('{', space(0)));
        rest.leaveObject();
        if (space(p) != data.length) {
            throw Unusual.EVENT;
        }
        Instant eventTime = CallEvent.eventTime(sentAt(plan), place.arrival());
        deliver(plan, place, eventTime);
        row.truncate(0);
        members(row, plan.row().members);
        return new PackedRow(type, eventTime, callId(plan), row.copy());
    }

    private void clear(int count) {
        if (state.length < count) {
            state = new byte[count];
            slots = new long[count];
        }
        Arrays.fill(state, 0, count, EMPTY);
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
        return switch (state[slot]) {
            case EMPTY -> Optional.empty();
            case IN_EVENT -> Optional.of(time.read(event, from(slot), from(slot) + length(slot)));
            default -> throw Unusual.EVENT;
        };
    }

    private void deliver(RowPlan plan, RowMapper.Place place, Instant eventTime) {
        value(plan.slot(Delivery.EVENT_TIME), eventTime.toEpochMilli());
        value(plan.slot(Delivery.ARRIVAL_TIME), place.arrival().toEpochMilli());
        value(plan.slot(Delivery.SUBSEQUENCE_NUMBER), place.subsequenceNumber());
        text(plan.slot(Delivery.SHARD_ID), place.shardId());
        text(plan.slot(Delivery.SEQUENCE_NUMBER), place.sequenceNumber());
        int leftovers = rest.text().length();
        if (leftovers > 0) {
            slice(plan.slot(Delivery.UNMAPPED), IN_REST, 0, leftovers);
        }
    }

    private Optional<String> callId(RowPlan plan) {
        int slot = plan.callIdSlot();
        return state[slot] == EMPTY
                ? Optional.empty()
                : Optional.of(new String(source(slot), from(slot), length(slot), StandardCharsets.UTF_8));
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
                value(entry.slots[0], Double.doubleToRawLongBits(decimal()));
                yield after;
            }
            case OBJECT -> struct(entry, key, close, expect('{', p));
            case ARRAY -> array(entry, key, close, expect('[', p));
        };
    }

    private int bool(Entry entry, int p) throws Unusual {
        boolean yes = at(p) == 't';
        value(entry.slots[0], yes ? 1 : 0);
        return literal(yes ? "true" : "false", p);
    }

    private int whole(Entry entry, int p) throws Unusual {
        int after = number(p);
        long number = whole();
        if (entry.action == Action.INT && number != (int) number) {
            throw Unusual.EVENT;
        }
        value(entry.slots[0], number);
        return after;
    }

    private int text(Entry entry, int from) throws Unusual {
        int close = string(from);
        byte where = origin;
        int start = from;
        int length = close - from;
        if (escaped) {
            where = IN_TEXTS;
            start = texts.length();
            JsonText.unescape(in, from, close, texts);
            length = texts.length() - start;
        }
        for (int slot : entry.slots) {
            slice(slot, where, start, length);
        }
        byte[] source = where == IN_TEXTS ? texts.array() : in;
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
            slice(slot, where, start, length);
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
            slice(slot, origin, p, after - p);
        }
        return after;
    }

    private int struct(Entry entry, int key, int close, int from) throws Unusual {
        if (entry.slots.length > 0) {
            value(entry.slots[0], 0);
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
        int begin = stage.skip(Integer.BYTES);
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
        stage.setInt(begin, count);
        rest.leaveArray(count);
        slice(array.slot, STAGED, begin, stage.length() - begin);
        return p + 1;
    }

    private int element(Entry entry, Node array, int index, int from) throws Unusual {
        if (at(from) == 'n') {
            stage.put((byte) 0);
            return literal("null", from);
        }
        Node element = Objects.requireNonNull(array.element);
        Arrays.fill(state, array.firstSlot, array.endSlot, EMPTY);
        int begin = stage.length();
        int p;
        if (entry.object == null) {
            int text = expect('"', from);
            p = elementText(element, text);
        } else {
            rest.enterElement(index);
            p = object(entry.object, expect('{', from));
            rest.leaveObject();
        }
        int staged = stage.length();
        stage.put((byte) 1);
        put(stage, element);
        stage.moveTail(staged, begin);
        return p;
    }

    private int elementText(Node element, int from) throws Unusual {
        int close = string(from);
        if (escaped) {
            int start = texts.length();
            JsonText.unescape(in, from, close, texts);
            slice(element.slot, IN_TEXTS, start, texts.length() - start);
        } else {
            slice(element.slot, origin, from, close - from);
        }
        return close + 1;
    }

    // Slots, and from them to the row.

    private void value(int slot, long value) {
        state[slot] = VALUE;
        slots[slot] = value;
    }

    private void slice(int slot, byte where, int from, int length) {
        state[slot] = where;
        slots[slot] = (long) length << 32 | from;
    }

    private void text(int slot, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int from = texts.length();
        texts.put(bytes, 0, bytes.length);
        slice(slot, IN_TEXTS, from, bytes.length);
    }

    private int from(int slot) {
        return (int) slots[slot];
    }

    private int length(int slot) {
        return (int) (slots[slot] >>> 32);
    }

    private byte[] source(int slot) {
        return switch (state[slot]) {
            case IN_EVENT -> event;
            case IN_TEXTS -> texts.array();
            case IN_REST -> rest.text().array();
            case STAGED -> stage.array();
            default -> throw new IllegalStateException("Slot " + slot + " holds no bytes");
        };
    }

    private void members(ByteSink to, Node[] members) {
        int bits = to.skip((members.length + 7) >> 3);
        for (int i = 0; i < members.length; i++) {
            Node member = members[i];
            if (state[member.slot] != EMPTY) {
                to.setBit(bits, i);
                put(to, member);
            }
        }
    }

    private void put(ByteSink to, Node node) {
        switch (node.kind) {
            case TEXT -> {
                int length = length(node.slot);
                to.putInt(length);
                to.put(source(node.slot), from(node.slot), length);
            }
            case BOOLEAN -> to.put((byte) slots[node.slot]);
            case INT -> to.putInt((int) slots[node.slot]);
            case LONG -> to.putLong(slots[node.slot]);
            case STRUCT -> members(to, node.members);
            case ARRAY -> to.put(source(node.slot), from(node.slot), length(node.slot));
        }
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
