package io.github.calllake.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.calllake.export.LedgerEntry.Action;
import io.github.calllake.export.WindowOutput.OutputObject;
import io.github.calllake.stream.StreamOutbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Brings the rows of a window, which lie beside the ledger and are fixed by a {@code SENDING} entry, into a stream. For one thread.
 *
 * <p>ARCHITECTURE.md, "Each window once", says what is promised.
 */
final class StreamSending {

    /** How far clocks may be apart, and arrival times off. */
    private static final Duration READ_BEFORE = Duration.ofHours(1);

    /** What names a record; the rest of it is the row. */
    static final String ID = "export_id";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final String job;
    private final ExportLedger ledger;
    private final ExportStore rows;
    private final ExportTools tools;
    private final Duration sendFor;

    /**
     * @param rows where the rows lie
     * @param sendFor nothing is put later than this after an entry of one's own
     */
    StreamSending(String job, ExportLedger ledger, ExportStore rows, ExportTools tools, Duration sendFor) {
        this.job = job;
        this.ledger = ledger;
        this.rows = rows;
        this.tools = tools;
        this.sendFor = sendFor;
    }

    /**
     * Goes on with what another one has begun, and has not gone on with for long enough.
     *
     * @return the last entry; empty if yet another one was faster
     */
    Optional<LedgerEntry> takeOver(LedgerEntry sending) {
        long began = System.nanoTime();
        LedgerEntry mine = following(sending, Action.SENDING, Attempts.random());
        if (!ledger.append(mine)) {
            return Optional.empty();
        }
        StreamOutbox outbox = outbox(sending);
        Set<String> there = new HashSet<>();
        String prefix = prefix(sending.window());
        outbox.read(
                firstOf(sending).minus(READ_BEFORE),
                record -> idOf(record).filter(id -> id.startsWith(prefix)).ifPresent(there::add));
        return send(mine, there, began);
    }

    /**
     * Sends the rows of one's own entry.
     *
     * @param began {@link System#nanoTime} before it was written
     */
    Optional<LedgerEntry> send(LedgerEntry sending, long began) {
        return send(sending, Set.of(), began);
    }

    private Optional<LedgerEntry> send(LedgerEntry first, Set<String> there, long began) {
        LedgerEntry mine = first;
        long since = began;
        StreamOutbox outbox = outbox(first);
        long number = 0;
        @Nullable String before = null;
        for (OutputObject object : first.output().orElseThrow().objects()) {
            for (String line : lines(object)) {
                String id = prefix(first.window()) + String.format(Locale.ROOT, "%09d", number++);
                if (there.contains(id)) {
                    continue;
                }
                if (System.nanoTime() - since > sendFor.toNanos()) {
                    since = System.nanoTime();
                    mine = following(mine, Action.SENDING, first.attempt());
                    if (!ledger.append(mine)) {
                        return Optional.empty();
                    }
                }
                before = outbox.put(job, record(id, line), Optional.ofNullable(before));
                tools.steps().reached(ExportStep.RECORD_SENT, first.window());
            }
        }
        LedgerEntry sent = following(mine, Action.SENT, first.attempt());
        return ledger.append(sent) ? Optional.of(sent) : Optional.empty();
    }

    private StreamOutbox outbox(LedgerEntry entry) {
        return tools.stores().stream(entry.output().orElseThrow().destination());
    }

    private LedgerEntry following(LedgerEntry last, Action action, String attempt) {
        LedgerState state = action == Action.SENT ? last.state().exported(last.window()) : last.state();
        return new LedgerEntry(
                last.number() + 1, action, last.window(), attempt, tools.clock().instant(), last.output(), state);
    }

    /** When the window's first entry was written, before which no record of it was put. */
    private Instant firstOf(LedgerEntry sending) {
        LedgerEntry first = sending;
        for (Optional<LedgerEntry> before = ledger.entry(first.number() - 1);
                before.isPresent() && before.get().action() == Action.SENDING;
                before = ledger.entry(first.number() - 1)) {
            first = before.get();
        }
        return first.at();
    }

    private String prefix(ExportWindow window) {
        return job + "/" + window.name() + "/";
    }

    private Iterable<String> lines(OutputObject object) {
        byte[] content = rows.get(object.key())
                .orElseThrow(() -> new ExportException("The rows of a window on its way, " + rows.address() + "/"
                        + object.key() + ", are gone. Restore them from the bucket's versions"));
        return new String(content, StandardCharsets.UTF_8).lines().toList();
    }

    /** The row with its name in front. */
    private static byte[] record(String id, String row) {
        return ("{\"" + ID + "\":\"" + id + "\"," + row.substring(1)).getBytes(StandardCharsets.UTF_8);
    }

    /** Records of others may be anything. */
    private static Optional<String> idOf(byte[] record) {
        try {
            JsonNode id = MAPPER.readTree(record).path(ID);
            return id.isTextual() ? Optional.of(id.asText()) : Optional.empty();
        } catch (IOException e) {
            // Not one of ours, which are JSON.
            return Optional.empty();
        }
    }
}
