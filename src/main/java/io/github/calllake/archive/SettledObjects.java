package io.github.calllake.archive;

import io.github.calllake.lake.ArchivedStream;
import io.github.calllake.lake.CommitLog;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.lake.StoredObject;
import io.github.calllake.stream.SequenceNumbers;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which objects of a lake may be replaced: those of cuts that nobody writes again, and those that replaced others before.
 * Objects that Call Lake did not write are not among them. What it finds out of a shard it keeps. For one thread.
 */
final class SettledObjects {

    /** {@link ShardTools} lets nobody write an object of a cut that is older than six hours; the rest is for clocks. */
    private static final Duration CUT_MARGIN = Duration.ofHours(24);

    /** A copy that was under way when its swap was finished by another process is long over. */
    private static final Duration SWAP_MARGIN = Duration.ofHours(1);

    private static final Pattern CUT =
            Pattern.compile("(.+)-([0-9]{8}T[0-9]{9}Z)-(.+)-([0-9]+)-([0-9]+)(?:-rest[0-9]+)?\\.[a-z]+");
    private static final Pattern SWAPPED = Pattern.compile("(compacted|replayed)-(full|rest)-.+\\.[a-z]+");

    private final LakeStore store;
    private final LakeLayout layout;
    private final Instant now;
    private final Map<Shard, Optional<String>> settledThrough = new HashMap<>();

    private record Shard(ArchivedStream stream, String shard) {}

    SettledObjects(LakeStore store, LakeLayout layout, Instant now) {
        this.store = store;
        this.layout = layout;
        this.now = now;
    }

    /** The name of an object that replaces others; the listing that finds it later knows it by this. */
    static String swappedName(String verb, boolean full, String swap, int index) {
        return verb + (full ? "-full-" : "-rest-") + swap + "-" + index;
    }

    /** Whether the object may be replaced. */
    boolean isSettled(StoredObject object) {
        if (SWAPPED.matcher(object.name()).matches()) {
            return object.lastModified().isBefore(now.minus(SWAP_MARGIN));
        }
        Matcher cut = CUT.matcher(object.name());
        if (!cut.matches()) {
            return false;
        }
        Optional<String> through = streamOf(cut).flatMap(stream -> settledThrough(new Shard(stream, cut.group(3))));
        return through.isPresent() && !SequenceNumbers.isAfter(cut.group(5), through.get());
    }

    /** Whether the object came of a compaction that had enough rows to fill it. */
    static boolean isFull(StoredObject object) {
        return object.name().startsWith("compacted-full-");
    }

    private Optional<String> settledThrough(Shard shard) {
        return settledThrough.computeIfAbsent(shard, of -> new CommitLog(store, layout, of.stream(), of.shard())
                .settledThrough(now.minus(CUT_MARGIN)));
    }

    private static Optional<ArchivedStream> streamOf(Matcher cut) {
        try {
            return Optional.of(ArchivedStream.ofStamp(cut.group(1), cut.group(2)));
        } catch (DateTimeParseException e) {
            // Not a stamp, so not a cut's object.
            return Optional.empty();
        }
    }
}
