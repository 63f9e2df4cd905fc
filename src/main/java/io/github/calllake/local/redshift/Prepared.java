package io.github.calllake.local.redshift;

/** A statement that a client has parsed. Its columns belong to the thread that reads PostgreSQL's answers. */
final class Prepared implements Described {
    private final Translated translated;
    private final boolean changed;
    private int[] oids = {};

    Prepared(Translated translated, boolean changed) {
        this.translated = translated;
        this.changed = changed;
    }

    Translated translated() {
        return translated;
    }

    boolean isChanged() {
        return changed;
    }

    int[] oids() {
        return oids;
    }

    @Override
    public void describe(int[] columns) {
        oids = columns;
    }
}
