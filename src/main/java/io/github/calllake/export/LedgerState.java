package io.github.calllake.export;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a job's ledger says after its last entry. Immutable.
 *
 * @param begun where the job's first window starts
 * @param next where the first window starts that is not decided
 * @param open spans before {@code next} that still want a final export, in order
 */
record LedgerState(Instant begun, Instant next, List<Open> open) {

    /** Why a span wants a final export. */
    enum Why {
        SKIPPED,
        PROVISIONAL
    }

    /** A span of whole windows. */
    record Open(ExportWindow span, Why why) {}

    LedgerState {
        open = open.stream()
                .sorted(Comparator.comparing(each -> each.span().from()))
                .toList();
    }

    static LedgerState beginning(Instant begun) {
        return new LedgerState(begun, begun, List.of());
    }

    /** The span that a window lies in, if it is open. */
    Optional<Open> openAt(ExportWindow window) {
        return open.stream().filter(each -> each.span().contains(window)).findFirst();
    }

    /** Whether a window may still get a final export. */
    boolean wants(ExportWindow window) {
        return window.from().equals(next) || openAt(window).isPresent();
    }

    /** Whether a window has its final export. */
    boolean isFinal(ExportWindow window) {
        return !window.to().isAfter(next)
                && !window.from().isBefore(begun)
                && open.stream().noneMatch(each -> overlap(each.span(), window));
    }

    private static boolean overlap(ExportWindow one, ExportWindow other) {
        return one.from().isBefore(other.to()) && other.from().isBefore(one.to());
    }

    /** After a window's final export. */
    LedgerState exported(ExportWindow window) {
        if (window.from().equals(next)) {
            return new LedgerState(begun, window.to(), open);
        }
        Open span = openAt(window)
                .orElseThrow(() -> new IllegalArgumentException("Window " + window + " is neither next nor open"));
        List<Open> left = new ArrayList<>(open);
        left.remove(span);
        if (span.span().from().isBefore(window.from())) {
            left.add(new Open(new ExportWindow(span.span().from(), window.from()), span.why()));
        }
        if (window.to().isBefore(span.span().to())) {
            left.add(new Open(new ExportWindow(window.to(), span.span().to()), span.why()));
        }
        return new LedgerState(begun, next, left);
    }

    /** After a span at {@code next} was passed over; it joins a span before it of the same kind. */
    LedgerState passed(ExportWindow span, Why why) {
        if (!span.from().equals(next)) {
            throw new IllegalArgumentException("Span " + span + " does not start at " + next);
        }
        List<Open> more = new ArrayList<>(open);
        Optional<Open> before = open.stream()
                .filter(each -> each.why() == why && each.span().to().equals(span.from()))
                .findFirst();
        before.ifPresent(more::remove);
        Instant from = before.map(each -> each.span().from()).orElse(span.from());
        more.add(new Open(new ExportWindow(from, span.to()), why));
        return new LedgerState(begun, span.to(), more);
    }
}
