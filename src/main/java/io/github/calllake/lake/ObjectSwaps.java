package io.github.calllake.lake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Replaces objects by others that hold the same records, so that a crash at any moment loses none and leaves none twice for
 * longer than until the next run.
 *
 * <p>New objects are first written aside, where no table looks, and old ones are copied aside. Then an entry, written once and
 * for all under the next number, says what replaces what; from then on whoever comes along finishes it: the new objects are
 * copied to their keys, the old ones deleted in one request, and a mark says that it is done. Between the first copy and that
 * request a reader sees records in both.
 *
 * <p>Keys of new objects are never used twice, and an entry is only made when the one before it is done. What was set aside
 * stays for a grace time. Any number of processes may work on one area; one of two that prepare the same entry loses.
 */
public final class ObjectSwaps {

    /** No swap takes longer from its beginning to its entry. */
    private static final Duration HOLD = Duration.ofHours(6);

    /** Nothing that was set aside goes earlier: a swap without an entry may be another process's that goes on. */
    private static final Duration LEAST_GRACE = Duration.ofHours(12);

    private static final Pattern ENTRY = Pattern.compile("([0-9]{12})\\.json");
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String JSON = "application/json";

    private final LakeStore store;
    private final String area;
    private final Clock clock;
    private int finished;

    /** With the prefix under which the log lies and objects are set aside, with a slash at the end. */
    public ObjectSwaps(LakeStore store, String area, Clock clock) {
        this.store = store;
        this.area = area;
        this.clock = clock;
    }

    private record Put(String aside, String key) {}

    private record Entry(long number, String run, List<Put> puts, List<String> removes, Instant at) {}

    /** Finishes the last swap, if a crash left it unfinished. */
    public void finishPending() {
        Optional<Entry> last = last();
        if (last.isPresent() && !store.exists(doneKey(last.get().number()))) {
            finish(last.get());
            finished++;
        }
    }

    /** How many swaps of others this one has finished. */
    public int finished() {
        return finished;
    }

    /** Begins a swap, after the last one has been finished. Nothing happens to the lake before {@link Draft#commit}. */
    public Draft begin() {
        finishPending();
        return new Draft(last().map(Entry::number).orElse(0L) + 1);
    }

    /**
     * Deletes what was set aside longer ago than the grace time, and at least twelve hours ago.
     *
     * @return how many objects
     */
    public int purge(Duration grace) {
        finishPending();
        Instant before = clock.instant().minus(grace.compareTo(LEAST_GRACE) > 0 ? grace : LEAST_GRACE);
        List<String> old = store.listObjects(area).stream()
                .filter(object -> object.key().indexOf('/', area.length()) > 0)
                .filter(object -> object.lastModified().isBefore(before))
                .map(StoredObject::key)
                .toList();
        store.deleteAll(old);
        return old.size();
    }

    private Optional<Entry> last() {
        List<String> entries = store.list(area, "").stream()
                .filter(key -> ENTRY.matcher(key.substring(area.length())).matches())
                .toList();
        return entries.isEmpty() ? Optional.empty() : read(entries.get(entries.size() - 1));
    }

    private Optional<Entry> read(String key) {
        return store.get(key).map(content -> parse(key, content));
    }

    /** May be done again, and by several at once: each step finds what the other did. */
    private void finish(Entry entry) {
        for (Put put : entry.puts()) {
            if (!store.copy(put.aside(), put.key())) {
                if (store.exists(doneKey(entry.number()))) {
                    return;
                }
                if (!store.exists(put.key())) {
                    throw new LakeException("s3://" + store.bucket() + "/" + put.aside() + ", which entry "
                            + entryKey(entry.number()) + " needs, is gone. Restore it from the bucket's versions");
                }
            }
        }
        store.deleteAll(entry.removes());
        store.deleteAll(entry.puts().stream().map(Put::aside).toList());
        store.put(doneKey(entry.number()), "{}".getBytes(StandardCharsets.UTF_8), JSON);
    }

    private String entryKey(long number) {
        return area + number(number) + ".json";
    }

    private String doneKey(long number) {
        return area + number(number) + ".done.json";
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%012d", number);
    }

    private static byte[] write(Entry entry) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("n", entry.number()).put("run", entry.run());
        var puts = json.putArray("puts");
        entry.puts().forEach(put -> puts.addObject().put("aside", put.aside()).put("key", put.key()));
        var removes = json.putArray("removes");
        entry.removes().forEach(removes::add);
        json.put("at", entry.at().toString());
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private Entry parse(String key, byte[] content) {
        try {
            JsonNode json = MAPPER.readTree(content);
            List<Put> puts = new ArrayList<>();
            json.required("puts")
                    .forEach(put -> puts.add(new Put(
                            put.required("aside").asText(), put.required("key").asText())));
            List<String> removes = new ArrayList<>();
            json.required("removes").forEach(remove -> removes.add(remove.asText()));
            return new Entry(
                    json.required("n").longValue(),
                    json.required("run").asText(),
                    puts,
                    removes,
                    Instant.parse(json.required("at").asText()));
        } catch (IOException | IllegalArgumentException | java.time.DateTimeException e) {
            throw new LakeException(
                    "s3://" + store.bucket() + "/" + key
                            + " does not hold what Call Lake wrote there. Restore it from the bucket's versions or its backup",
                    e);
        }
    }

    /** A swap that is being prepared. For one thread. */
    public final class Draft {

        private final String run = UUID.randomUUID().toString();
        private final long number;
        private final Instant began = clock.instant();
        private final List<Put> puts = new ArrayList<>();
        private final SortedSet<String> removes = new TreeSet<>();

        private Draft(long number) {
            this.number = number;
        }

        /** A part of the new objects' names that no other swap uses. */
        public String name() {
            return ObjectSwaps.number(number) + "-" + run;
        }

        /**
         * Writes a new object aside.
         *
         * @param key where it is to lie, with {@link #name} in it
         * @return the object as it lies aside, read back
         */
        public byte[] put(String key, byte[] content, String contentType) {
            String aside = area + run + "/new/" + String.format(Locale.ROOT, "%06d", puts.size());
            store.put(aside, content, contentType);
            puts.add(new Put(aside, key));
            return store.get(aside)
                    .orElseThrow(() -> new LakeException("s3://" + store.bucket() + "/" + aside + " is gone"));
        }

        /** Copies an object aside, which is then to go. It must be unchanged since it was listed. */
        public void remove(StoredObject object) {
            String aside = area + run + "/old/" + String.format(Locale.ROOT, "%06d-", removes.size()) + object.name();
            store.copyUnchanged(object, aside);
            removes.add(object.key());
        }

        /**
         * Puts the new objects in the place of the old ones.
         *
         * @throws LakeException if it did not happen, or not wholly: then the next to come finishes it
         */
        public void commit() {
            if (Duration.between(began, clock.instant()).compareTo(HOLD) > 0) {
                throw new LakeException("A swap under s3://" + store.bucket() + "/" + area + " took longer than " + HOLD
                        + "; nothing was changed. Run it again, on less at a time");
            }
            Entry entry = new Entry(number, run, List.copyOf(puts), List.copyOf(removes), clock.instant());
            if (!append(entry)) {
                throw new LakeException("Another process has made " + entryKey(number) + " under s3://" + store.bucket()
                        + "; this one changed nothing. Run one at a time");
            }
            finish(entry);
        }

        private boolean append(Entry entry) {
            try {
                if (store.putIfAbsent(entryKey(number), ObjectSwaps.write(entry), JSON)) {
                    return true;
                }
            } catch (LakeException e) {
                // Whether it was written shows when it is read; if it was not, this failure stands.
                if (!isOurs()) {
                    throw e;
                }
            }
            return isOurs();
        }

        private boolean isOurs() {
            return read(entryKey(number))
                    .filter(entry -> entry.run().equals(run))
                    .isPresent();
        }
    }
}
