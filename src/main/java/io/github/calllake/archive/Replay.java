package io.github.calllake.archive;

import io.github.calllake.archive.CutFiles.CutFile;
import io.github.calllake.lake.Cut;
import io.github.calllake.lake.Cut.CutObject;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cut that is in the log, and whose objects may not all be there: its records are read again and its objects written
 * again.
 */
final class Replay {

    private static final Logger LOG = LoggerFactory.getLogger(Replay.class);

    private final String shard;
    private final Cut cut;
    private final ShardTools tools;
    private final Instant taken;

    /**
     * A replay of the log's last cut.
     *
     * @param taken before the log was asked for its last cut: whoever waits for so long that this is over may be sure that no
     *     replay of a cut that is not the last writes any more
     */
    Replay(String shard, Cut cut, ShardTools tools, Instant taken) {
        this.shard = shard;
        this.cut = cut;
        this.tools = tools;
        this.taken = taken;
    }

    Cut cut() {
        return cut;
    }

    boolean isComplete(CutBuffer records) {
        return records.last().equals(cut.last());
    }

    /** What became of it. */
    sealed interface Outcome {}

    /** The cut's objects are there. */
    record Written(long objects, long bytes) implements Outcome {}

    /**
     * This version puts the records into other objects than the cut says. A further cut has to say so before they are
     * written, or a crash and a return to the other version would leave rows twice.
     *
     * @param removes keys of the old cut's objects that are no longer
     */
    record Replace(List<CutFile> files, List<String> removes) implements Outcome {}

    /**
     * Writes the cut's objects from its records, as far as the stream still holds them.
     *
     * @param records the records from after {@link Cut#after} to {@link Cut#last}
     */
    Outcome finish(CutBuffer records) {
        if (cut.format() == CutFiles.FORMAT && records.records() > cut.records()) {
            throw new ArchiveException(tools.where(shard) + ": cut " + cut.number()
                    + " says " + cut.records() + " records up to " + cut.last() + ", the stream has "
                    + records.records()
                    + ". One of the two is not what this archiver reads; compare stream and lake prefix");
        }
        List<CutFile> files = records.isEmpty() ? List.of() : tools.files().of(shard, cut.first(), cut.last(), records);
        if (records.records() < cut.records()) {
            return writeWhatIsLeft(records, files);
        }
        Set<CutObject> now = files.stream().map(CutFile::object).collect(Collectors.toSet());
        if (!now.equals(new HashSet<>(cut.objects()))) {
            LOG.warn(
                    "{}: format {} of cut {} is not ours; it is replaced",
                    tools.where(shard),
                    cut.format(),
                    cut.number());
            return new Replace(files, goneKeys(files));
        }
        return written(files);
    }

    /** An object that is there is whole and stays; one that is not gets the rows that are left. */
    private Outcome writeWhatIsLeft(CutBuffer records, List<CutFile> files) {
        Map<String, CutFile> byKey = files.stream().collect(Collectors.toMap(CutFile::key, Function.identity()));
        List<String> absent = cut.objects().stream()
                .map(CutObject::key)
                .filter(key -> !tools.store().exists(key))
                .toList();
        if (!absent.isEmpty()) {
            String what = (cut.records() - records.records()) + " of the " + cut.records() + " records of cut "
                    + cut.number() + " are gone, and " + absent.size() + " of its "
                    + cut.objects().size()
                    + " objects had not been written";
            tools.gaps().write(shard, cut.after(), what, tools.clock().instant());
            tools.reached(CommitStep.GAP_REPORTED);
        }
        return written(
                absent.stream().filter(byKey::containsKey).map(byKey::get).toList());
    }

    private Written written(List<CutFile> files) {
        return new Written(files.size(), tools.writeObjects(cut, files, taken));
    }

    private List<String> goneKeys(List<CutFile> files) {
        Set<String> kept = files.stream().map(CutFile::key).collect(Collectors.toSet());
        return Stream.concat(cut.objects().stream().map(CutObject::key), cut.removes().stream())
                .filter(key -> !kept.contains(key))
                .toList();
    }
}
