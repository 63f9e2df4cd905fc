package io.github.calllake.local.redshift;

import java.time.Instant;

/**
 * A refresh, for the system views.
 *
 * @param id the number it goes by in all of them
 * @param type who asked for it
 * @param start when it began
 */
record RefreshNote(long id, Type type, Instant start) {

    /** Who asked for a refresh. */
    enum Type {
        AUTO("Auto"),
        MANUAL("Manual");

        private final String label;

        Type(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }
}
