package io.github.calllake.local.redshift;

/** A statement that a client has parsed. Its columns belong to the thread that reads PostgreSQL's answers. */
final class Prepared implements Described {
    private final Translated translated;
    private final boolean changed;
    private final int[] parameters;
    private int[] oids = {};

    /** @param parameters types that the client gave; 0 where it left one open */
    Prepared(Translated translated, boolean changed, int... parameters) {
        this.translated = translated;
        this.changed = changed;
        this.parameters = parameters;
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
    public int givenType(int parameter) {
        return parameter < parameters.length ? parameters[parameter] : 0;
    }

    @Override
    public boolean isUnload() {
        return translated.unload().isPresent();
    }

    @Override
    public void describe(int[] columns) {
        oids = columns;
    }
}
