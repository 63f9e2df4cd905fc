package io.github.calllake.local.redshift;

import java.util.List;
import java.util.Optional;

/**
 * One statement of PostgreSQL that stands for one of Redshift.
 *
 * @param tag the command tag to send instead of PostgreSQL's
 * @param before to run before the text is sent
 * @param commits whether the transaction that it ran in ends with it
 * @param unload set if the rows are not the client's, but an UNLOAD's
 */
record Rendition(
        String sql, Optional<String> tag, Optional<Runnable> before, boolean commits, Optional<Unloads.Plan> unload) {

    static Rendition plain(String sql) {
        return new Rendition(sql, Optional.empty(), Optional.empty(), false, Optional.empty());
    }

    /**
     * Calls in a DO block. Never a SELECT: the driver may drop a ROLLBACK that follows a statement whose rows were not read.
     *
     * @param calls what PERFORM takes, or whole statements that end in a semicolon
     */
    static Rendition block(String tag, String... calls) {
        StringBuilder body = new StringBuilder("BEGIN ");
        for (String call : List.of(calls)) {
            body.append(call.endsWith(";") ? call : "PERFORM " + call + ";").append(' ');
        }
        return plain("DO " + Node.literal(body.append("END").toString())).withTag(tag);
    }

    Rendition withTag(String newTag) {
        return new Rendition(sql, Optional.of(newTag), before, commits, unload);
    }

    Rendition runningBefore(Runnable task) {
        return new Rendition(sql, tag, Optional.of(task), commits, unload);
    }

    Rendition committing() {
        return new Rendition(sql, tag, before, true, unload);
    }

    Rendition unloading(Unloads.Plan plan) {
        return new Rendition(sql, tag, before, commits, Optional.of(plan));
    }
}
