package io.github.calllake.schema;

import io.github.calllake.schema.JsonText.Unusual;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Reads {@code 2026-03-01T11:59:58.837511}, with up to six fraction digits and perhaps a Z: how nearly every event says its
 * time. Other forms are {@link Unusual}. For one thread.
 */
final class PlainTime {

    private static final int SECONDS_LENGTH = 19;
    private static final int MOST_FRACTION_DIGITS = 6;

    private int date = -1;
    private long epochDay;

    /** The time in whole milliseconds. */
    Instant read(byte[] in, int from, int to) throws Unusual {
        if (to - from < SECONDS_LENGTH || in[from + 10] != 'T' || in[from + 13] != ':' || in[from + 16] != ':') {
            throw Unusual.EVENT;
        }
        int hour = twoDigits(in, from + 11);
        int minute = twoDigits(in, from + 14);
        int second = twoDigits(in, from + 17);
        if (hour > 23 || minute > 59 || second > 59) {
            throw Unusual.EVENT;
        }
        long seconds = day(in, from) * 86_400 + hour * 3_600L + minute * 60L + second;
        return Instant.ofEpochMilli(seconds * 1_000 + millis(in, from + SECONDS_LENGTH, to));
    }

    private long day(byte[] in, int from) throws Unusual {
        if (in[from + 4] != '-' || in[from + 7] != '-') {
            throw Unusual.EVENT;
        }
        int year = twoDigits(in, from) * 100 + twoDigits(in, from + 2);
        int month = twoDigits(in, from + 5);
        int day = twoDigits(in, from + 8);
        int read = (year * 100 + month) * 100 + day;
        if (read != date) {
            try {
                epochDay = LocalDate.of(year, month, day).toEpochDay();
            } catch (DateTimeException noSuchDay) {
                throw Unusual.EVENT;
            }
            date = read;
        }
        return epochDay;
    }

    private static int millis(byte[] in, int from, int to) throws Unusual {
        int last = to > from && in[to - 1] == 'Z' ? to - 1 : to;
        if (last == from) {
            return 0;
        }
        int digits = last - from - 1;
        if (in[from] != '.' || digits < 1 || digits > MOST_FRACTION_DIGITS) {
            throw Unusual.EVENT;
        }
        int millis = 0;
        for (int i = 0; i < MOST_FRACTION_DIGITS; i++) {
            int digit = i < digits ? digit(in[from + 1 + i]) : 0;
            millis = i < 3 ? millis * 10 + digit : millis;
        }
        return millis;
    }

    private static int twoDigits(byte[] in, int at) throws Unusual {
        return digit(in[at]) * 10 + digit(in[at + 1]);
    }

    private static int digit(byte c) throws Unusual {
        if (c < '0' || c > '9') {
            throw Unusual.EVENT;
        }
        return c - '0';
    }
}
