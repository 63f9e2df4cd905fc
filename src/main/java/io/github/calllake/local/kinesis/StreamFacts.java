package io.github.calllake.local.kinesis;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a stream is, apart from its records; one small file on disk.
 *
 * @param name the stream's name
 * @param mode {@code PROVISIONED} or {@code ON_DEMAND}
 * @param createdAt milliseconds since the epoch
 * @param retentionHours how long records are readable
 * @param recordKib the most that a record's data and partition key may have, in KiB
 * @param tags by their keys
 * @param shards every shard there ever was, the one of number n at place n
 * @param countUpdates when the number of shards was updated in the last day, in milliseconds since the epoch
 * @param modeUpdates when the mode was updated in the last day
 */
record StreamFacts(
        String name,
        String mode,
        long createdAt,
        int retentionHours,
        int recordKib,
        @JsonSetter(nulls = Nulls.AS_EMPTY) SortedMap<String, String> tags,
        List<ShardFacts> shards,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<Long> countUpdates,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<Long> modeUpdates) {
    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

    StreamFacts {
        // What a file does not say because it was written before it was kept is 0 or empty.
        recordKib = recordKib == 0 ? Limits.RECORD_KIB : recordKib;
        tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
        shards = List.copyOf(shards);
        countUpdates = List.copyOf(countUpdates);
        modeUpdates = List.copyOf(modeUpdates);
    }

    static StreamFacts fresh(String name, String mode, int recordKib, Map<String, String> tags, long createdAt) {
        return new StreamFacts(
                name, mode, createdAt, 24, recordKib, new TreeMap<>(tags), List.of(), List.of(), List.of());
    }

    StreamFacts withRetention(int hours) {
        return new StreamFacts(name, mode, createdAt, hours, recordKib, tags, shards, countUpdates, modeUpdates);
    }

    StreamFacts withRecordKib(int kib) {
        return new StreamFacts(name, mode, createdAt, retentionHours, kib, tags, shards, countUpdates, modeUpdates);
    }

    StreamFacts withTags(SortedMap<String, String> these) {
        return new StreamFacts(
                name, mode, createdAt, retentionHours, recordKib, these, shards, countUpdates, modeUpdates);
    }

    StreamFacts withShards(List<ShardFacts> these) {
        return new StreamFacts(
                name, mode, createdAt, retentionHours, recordKib, tags, these, countUpdates, modeUpdates);
    }

    /** In another mode since now. */
    StreamFacts withMode(String other, long now) {
        return new StreamFacts(
                name,
                other,
                createdAt,
                retentionHours,
                recordKib,
                tags,
                shards,
                countUpdates,
                lastDayAnd(modeUpdates, now));
    }

    /** With the note that the number of shards is updated now. */
    StreamFacts withCountUpdate(long now) {
        return new StreamFacts(
                name,
                mode,
                createdAt,
                retentionHours,
                recordKib,
                tags,
                shards,
                lastDayAnd(countUpdates, now),
                modeUpdates);
    }

    private static List<Long> lastDayAnd(List<Long> times, long now) {
        List<Long> recent = new ArrayList<>(times);
        recent.removeIf(time -> time <= now - DAY_MILLIS);
        recent.add(now);
        return recent;
    }

    /** How many of these times are within the last 24 hours. */
    static long inLastDay(List<Long> times, long now) {
        return times.stream().filter(time -> time > now - DAY_MILLIS).count();
    }

    /** With some shards closed and others opened in their place. */
    StreamFacts resharded(List<ShardFacts> parents, List<ShardFacts> children, long now) {
        List<ShardFacts> all = new ArrayList<>(shards);
        parents.forEach(parent -> all.set(parent.number(), parent.closed(now)));
        all.addAll(children);
        return withShards(all);
    }

    /** Records that arrived before this time, in milliseconds since the epoch, are no longer readable. */
    long trimHorizon(long now) {
        return now - Duration.ofHours(retentionHours).toMillis();
    }

    /** The shards that still hold or take readable records. */
    List<ShardFacts> liveShards(long now) {
        return shards.stream()
                .filter(shard -> shard.openAtOrAfter(trimHorizon(now)))
                .toList();
    }

    /** The shard of a number if it still holds or takes readable records. */
    Optional<ShardFacts> liveShard(int number, long now) {
        return number >= 0 && number < shards.size()
                ? Optional.of(shards.get(number)).filter(shard -> shard.openAtOrAfter(trimHorizon(now)))
                : Optional.empty();
    }

    List<ShardFacts> openShards() {
        return shards.stream().filter(ShardFacts::isOpen).toList();
    }

    /** The second since the epoch for the next generation of shards. */
    long nextOpenedSecond(long now) {
        return shards.stream().mapToLong(shard -> shard.openedSecond() + 1).reduce(now / 1000, Math::max);
    }
}
