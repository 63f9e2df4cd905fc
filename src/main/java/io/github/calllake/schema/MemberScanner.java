package io.github.calllake.schema;

import io.github.calllake.schema.JsonText.Unusual;
import io.github.calllake.schema.ObjectPlan.Action;
import io.github.calllake.schema.ObjectPlan.Entry;
import io.github.calllake.schema.RowPlan.Node;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the members of JSON objects into the slots of a row, as a plan says, and keeps what no plan knows. Members mostly come
 * in one order, so that each is first held against the one that followed last time.
 *
 * <p>For one thread.
 */
class MemberScanner extends JsonCursor {

    final RestWriter rest = new RestWriter();
    final RowSlots slots = new RowSlots(rest.text());

    /** Whether the document at hand is the event itself, of which nothing must get lost. */
    private boolean keepRest;

    private byte origin = RowSlots.IN_EVENT;

    /** Begins with an event. */
    final void begin(byte[] data) {
        restart(data);
        origin = RowSlots.IN_EVENT;
        keepRest = true;
    }

    /** An object, from after its opening brace to after the closing one. */
    final int object(ObjectPlan plan, int from) throws Unusual {
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
}
