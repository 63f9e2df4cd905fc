package io.github.calllake.export;

import com.fasterxml.jackson.core.io.CharTypes;
import com.fasterxml.jackson.core.io.NumberOutput;
import io.github.calllake.schema.ByteSink;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;

/**
 * Values as text in UTF-8, the same on every JDK and in every locale: whole numbers in digits, doubles as the shortest decimal that
 * reads back as the same (as JSON has it), instants as {@code 2026-03-01T12:00:00.000Z}, truth as {@code true} and {@code false}.
 * For one thread.
 */
final class TextBytes {

    private static final long MILLIS_A_DAY = 86_400_000L;
    private static final int LONGEST_LONG = 20;
    private static final int DATE_LENGTH = 11;

    /** By character: the letter of a short escape sequence, or a negative number for one of hexadecimal digits. */
    private static final int[] ESCAPES = CharTypes.get7BitOutputEscapes();

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final byte[] digits = new byte[LONGEST_LONG];
    /** The last time that was written, whose day the next one as a rule has too. */
    private final byte[] time = "yyyy-MM-ddThh:mm:ss.SSSZ".getBytes(StandardCharsets.US_ASCII);

    private long dateOf = Long.MIN_VALUE;

    /** Appends a text as JSON has it, in quotes; a lone surrogate, which has no UTF-8, becomes a question mark. */
    static void json(String text, ByteSink to) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        to.put((byte) '"');
        int from = 0;
        for (int at = SpecialBytes.inJson(bytes, 0); at < bytes.length; at = SpecialBytes.inJson(bytes, from)) {
            to.put(bytes, from, at - from);
            escape(bytes[at], to);
            from = at + 1;
        }
        to.put(bytes, from, bytes.length - from);
        to.put((byte) '"');
    }

    private static void escape(byte special, ByteSink to) {
        to.put((byte) '\\');
        int letter = ESCAPES[special];
        if (letter > 0) {
            to.put((byte) letter);
        } else {
            ascii("u00" + HEX.toHexDigits(special), to);
        }
    }

    static void ascii(String text, ByteSink to) {
        int length = text.length();
        to.ensure(length);
        byte[] array = to.array();
        int at = to.length();
        for (int i = 0; i < length; i++) {
            array[at + i] = (byte) text.charAt(i);
        }
        to.wrote(length);
    }

    static void bool(boolean value, ByteSink to) {
        ascii(value ? "true" : "false", to);
    }

    void whole(long value, ByteSink to) {
        int length = NumberOutput.outputLong(value, digits, 0);
        to.put(digits, 0, length);
    }

    static void real(double value, ByteSink to) {
        ascii(NumberOutput.toString(value, true), to);
    }

    /** Years 0000 to 9999 in full; others as ISO 8601 has them. */
    void time(Instant value, ByteSink to) {
        long millis = value.toEpochMilli();
        long day = Math.floorDiv(millis, MILLIS_A_DAY);
        if (day != dateOf && !takeDate(day)) {
            ascii(value.toString(), to);
            return;
        }
        int inDay = (int) (millis - day * MILLIS_A_DAY);
        two(inDay / 3_600_000, DATE_LENGTH);
        two(inDay / 60_000 % 60, DATE_LENGTH + 3);
        two(inDay / 1000 % 60, DATE_LENGTH + 6);
        time[DATE_LENGTH + 9] = (byte) ('0' + inDay % 1000 / 100);
        two(inDay % 100, DATE_LENGTH + 10);
        to.put(time, 0, time.length);
    }

    private boolean takeDate(long day) {
        LocalDate of = LocalDate.ofEpochDay(day);
        if (of.getYear() < 0 || of.getYear() > 9999) {
            return false;
        }
        byte[] text = (of + "T").getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, time, 0, DATE_LENGTH);
        dateOf = day;
        return true;
    }

    private void two(int value, int at) {
        time[at] = (byte) ('0' + value / 10);
        time[at + 1] = (byte) ('0' + value % 10);
    }
}
