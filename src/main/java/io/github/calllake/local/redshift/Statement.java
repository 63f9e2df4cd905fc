package io.github.calllake.local.redshift;

import java.util.List;
import java.util.Optional;

/**
 * One statement of PostgreSQL that stands for one of Redshift.
 *
 * @param tag the command tag to send instead of PostgreSQL's
 * @param before to run before the text is sent
 */
record Statement(String sql, Optional<String> tag, Optional<Runnable> before) {

    static Statement plain(String sql) {
        return new Statement(sql, Optional.empty(), Optional.empty());
    }

    /**
     * Calls in a DO block. Never a SELECT: the driver may drop a ROLLBACK that follows a statement whose rows were not read.
     *
     * @param calls what PERFORM takes, or whole statements that end in a semicolon
     */
    static Statement block(String tag, String... calls) {
        StringBuilder body = new StringBuilder("BEGIN ");
        for (String call : List.of(calls)) {
            body.append(call.endsWith(";") ? call : "PERFORM " + call + ";").append(' ');
        }
        return new Statement("DO " + Node.literal(body.append("END").toString()), Optional.of(tag), Optional.empty());
    }

    Statement withTag(String newTag) {
        return new Statement(sql, Optional.of(newTag), before);
    }

    Statement runningBefore(Runnable task) {
        return new Statement(sql, tag, Optional.of(task));
    }
}
