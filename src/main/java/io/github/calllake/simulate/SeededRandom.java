package io.github.calllake.simulate;

import java.util.List;
import java.util.UUID;

/**
 * SplitMix64, written out here because the JDK promises no fixed sequence for bounded draws, and a seed must give the
 * same calls on every Java. Not thread-safe.
 */
final class SeededRandom {
    private static final long GAMMA = 0x9E3779B97F4A7C15L;
    private static final String LETTERS_AND_DIGITS = "abcdefghijklmnopqrstuvwxyz0123456789";

    private long state;

    SeededRandom(long seed) {
        this.state = seed;
    }

    /** The generator of one part of a simulation; parts of one seed are independent of each other. */
    static SeededRandom ofPart(long seed, long part) {
        return new SeededRandom(mix(seed + GAMMA) ^ mix(part * GAMMA + 1));
    }

    long nextLong() {
        state += GAMMA;
        return mix(state);
    }

    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /** Evenly from 0 (inclusive) to 1 (exclusive). */
    double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /** Evenly from 0 (inclusive) to {@code bound} (exclusive). */
    int below(int bound) {
        return (int) (((nextLong() >>> 32) * bound) >>> 32);
    }

    /** Evenly from {@code lowest} to {@code highest}, both inclusive. */
    int between(int lowest, int highest) {
        return lowest + below(highest - lowest + 1);
    }

    /** Evenly from {@code lowest} (inclusive) to {@code bound} (exclusive), at most 2^53 apart. */
    long between(long lowest, long bound) {
        return lowest + (long) (nextDouble() * (bound - lowest));
    }

    boolean chance(double probability) {
        return nextDouble() < probability;
    }

    /** An exponential waiting time, at least 0. StrictMath, since Math.log may differ between processors. */
    long exponential(double mean) {
        return (long) (-mean * StrictMath.log(1 - nextDouble()));
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(below(choices.size()));
    }

    /** A version 4 UUID in its usual text form. */
    String uuid() {
        long high = (nextLong() & ~0xF000L) | 0x4000L;
        long low = (nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
        return new UUID(high, low).toString();
    }

    /** Lower-case letters and digits, as in a Voice Connector's id. */
    String lettersAndDigits(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(LETTERS_AND_DIGITS.charAt(below(LETTERS_AND_DIGITS.length())));
        }
        return text.toString();
    }

    String digits(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append((char) ('0' + below(10)));
        }
        return text.toString();
    }

    void fill(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) below(256);
        }
    }
}
