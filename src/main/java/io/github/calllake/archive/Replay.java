package io.github.calllake.archive;

import io.github.calllake.archive.CutFiles.CutFile;
import io.github.calllake.lake.Cut;
import io.github.calllake.lake.Cut.CutObject;
import io.github.calllake.lake.RecordIds;
import io.github.calllake.lake.RecordIds.RecordId;
import io.github.calllake.stream.StreamRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cut that is in the log, and whose objects may not all be there. Of a cut of this version the records are read again and the
 * objects written again, the same ones. Another version may have put the records into other objects: those of its objects
 * that are there are kept as they are, and what they do not hold goes into objects of this version, by a further cut. So
 * nothing is deleted, and a record that the stream no longer has stays where it is. For one thread.
 */
final class Replay {

    private static final Logger LOG = LoggerFactory.getLogger(Replay.class);

    private final String shard;
    private final Cut cut;
    private final ShardTools tools;
    private final Instant taken;
    private final boolean ours;

    /** Objects of another version's cut that are there. */
    private final List<CutObject> present;

    /** Keys of all objects that are kept. */
    private final List<String> kept;

    /** The records in them. */
    private final Set<RecordId> held = new HashSet<>();

    private String lastSeen = "";

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
        this.ours = cut.format() == CutFiles.FORMAT && !tools.state().isOthers(shard, cut.number());
        this.present =
                ours ? List.of() : cut.objects().stream().filter(this::exists).toList();
        this.kept = new ArrayList<>(cut.keeps());
        present.forEach(object -> kept.add(object.key()));
        kept.forEach(key -> held.addAll(RecordIds.in(tools.store(), key)));
    }

    private boolean exists(CutObject object) {
        return tools.store().exists(object.key());
    }

    Cut cut() {
        return cut;
    }

    /** Whether a record of the cut is to be written again; it is not if an object that is kept has it. */
    boolean takes(StreamRecord record) {
        lastSeen = record.sequenceNumber();
        return !held.contains(new RecordId(record.sequenceNumber(), record.subsequenceNumber()));
    }

    /** Whether all the cut's records have been seen that the stream still has. */
    boolean isComplete() {
        return lastSeen.equals(cut.last());
    }

    /** What became of it. */
    sealed interface Outcome {}

    /** The cut's objects are there. */
    record Written(long objects, long bytes) implements Outcome {}

    /**
     * Another version's cut, of which some objects are not there. A further cut has to say where its records are before they
     * are written, or a crash and a return to the other version would leave rows twice.
     *
     * @param files of the records that no object holds
     * @param keeps keys of the objects that hold the others
     */
    record Rest(List<CutFile> files, List<String> keeps) implements Outcome {}

    /**
     * Sees to it that the cut's records are in the lake, as far as the stream still holds them.
     *
     * @param records the records from after {@link Cut#after} to {@link Cut#last} that it {@linkplain #takes takes}
     */
    Outcome finish(CutBuffer records) {
        return ours ? finishOurs(records) : finishOthers(records);
    }

    private Outcome finishOurs(CutBuffer records) {
        if (records.records() > cut.records()) {
            throw new ArchiveException(tools.where(shard) + ": cut " + cut.number() + " says " + cut.records()
                    + " records up to " + cut.last() + ", the stream has " + records.records()
                    + ". One of the two is not what this archiver reads; compare stream and lake prefix");
        }
        List<CutFile> files = files(records);
        boolean whole = records.records() == cut.records();
        if (!fit(files, whole)) {
            tools.state().noteOthers(shard, cut.number());
            throw new ArchiveException(tools.where(shard) + ": the records of cut " + cut.number()
                    + " make other objects here than the cut says, though its format is ours. It is read again as another"
                    + " version's");
        }
        return whole ? written(files) : writeWhatIsLeft(files);
    }

    /** Whether the files are those of the cut; or, if records are gone, may be what is left of them. */
    private boolean fit(List<CutFile> files, boolean whole) {
        Map<String, Long> rows = cut.objects().stream().collect(Collectors.toMap(CutObject::key, CutObject::rows));
        return (!whole || files.size() == rows.size())
                && files.stream().allMatch(file -> {
                    long inCut = rows.getOrDefault(file.key(), -1L);
                    return whole ? file.rows() == inCut : file.rows() <= inCut;
                });
    }

    private List<CutFile> files(CutBuffer records) {
        if (records.isEmpty()) {
            return List.of();
        }
        return cut.keeps().isEmpty()
                ? tools.files().of(shard, cut.first(), cut.last(), records)
                : tools.files().ofRest(shard, cut.first(), cut.last(), cut.number(), records);
    }

    /** An object that is there is whole and stays; one that is not gets the rows that are left. */
    private Outcome writeWhatIsLeft(List<CutFile> files) {
        List<CutObject> absent =
                cut.objects().stream().filter(Predicate.not(this::exists)).toList();
        Set<String> keys = new HashSet<>(absent.stream().map(CutObject::key).toList());
        List<CutFile> left =
                files.stream().filter(file -> keys.contains(file.key())).toList();
        long gone = absent.stream().mapToLong(CutObject::rows).sum()
                - left.stream().mapToLong(CutFile::rows).sum();
        reportGone(gone);
        return written(left);
    }

    private Outcome finishOthers(CutBuffer records) {
        long gone = cut.records() - present.stream().mapToLong(CutObject::rows).sum() - records.records();
        if (present.size() < cut.objects().size()) {
            reportGone(gone);
        }
        if (records.isEmpty()) {
            return new Written(0, 0);
        }
        LOG.warn(
                "{}: format {} of cut {} is not ours; what it lacks is written in ours",
                tools.where(shard),
                cut.format(),
                cut.number());
        long next = cut.number() + 1;
        return new Rest(tools.files().ofRest(shard, records.first(), cut.last(), next, records), kept);
    }

    private void reportGone(long records) {
        if (records > 0) {
            String what = records + " of the " + cut.records() + " records of cut " + cut.number()
                    + " are gone, whose objects had not been written";
            tools.gaps().write(shard, cut.after(), what, tools.clock().instant());
            tools.reached(CommitStep.GAP_REPORTED);
        }
    }

    private Written written(List<CutFile> files) {
        return new Written(files.size(), tools.writeObjects(files, taken));
    }
}
