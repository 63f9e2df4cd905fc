package io.github.calllake.export;

import io.github.calllake.CallLakeException;
import java.util.Locale;
import java.util.Optional;

/**
 * A job's decisions, each written once under a gapless number. Entries are never deleted, so that the last one is found by asking
 * for numbers. For one thread; any number of processes may hold a ledger of one job.
 */
final class ExportLedger {

    private final ExportStore store;
    private final String job;
    private long known;

    ExportLedger(ExportStore store, String job) {
        this.store = store;
        this.job = job;
    }

    /** The last entry; empty for a job that never began. */
    Optional<LedgerEntry> last() {
        long there = known;
        long step = 1;
        while (store.exists(key(there + step))) {
            there += step;
            step *= 2;
        }
        long absent = there + step;
        while (absent - there > 1) {
            long middle = there + (absent - there) / 2;
            if (store.exists(key(middle))) {
                there = middle;
            } else {
                absent = middle;
            }
        }
        known = there;
        return there == 0 ? Optional.empty() : Optional.of(require(there));
    }

    /** The entry of a number. */
    Optional<LedgerEntry> entry(long number) {
        String key = key(number);
        return store.get(key).map(content -> LedgerJson.entry(store.address() + "/" + key, content));
    }

    private LedgerEntry require(long number) {
        return entry(number)
                .orElseThrow(() -> new ExportException(store.address() + "/" + key(number)
                        + " was there a moment ago and is gone. Nothing may delete entries of a ledger: restore it"));
    }

    /**
     * Writes an entry, which follows the last.
     *
     * @return false if another one has its number: then nothing was decided
     */
    boolean append(LedgerEntry entry) {
        String key = key(entry.number());
        try {
            if (store.putIfAbsent(key, LedgerJson.entry(job, entry))) {
                return true;
            }
        } catch (CallLakeException e) {
            // Whether it was written shows when it is read; if it was not, this failure stands.
            if (!isThere(entry)) {
                throw e;
            }
            return true;
        }
        return isThere(entry);
    }

    private boolean isThere(LedgerEntry mine) {
        return entry(mine.number())
                .filter(there -> there.attempt().equals(mine.attempt()) && there.action() == mine.action())
                .isPresent();
    }

    private String key(long number) {
        return job + "/" + String.format(Locale.ROOT, "%012d", number) + ".json";
    }
}
