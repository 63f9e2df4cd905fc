package io.github.calllake.export;

/**
 * What has just been done on a window's way, in the order in which it is done. Between any two of them the process may die;
 * ARCHITECTURE.md says of each what then lies there, and what whoever comes next does about it.
 */
enum ExportStep {

    /** The last entry was read, and is complete. */
    TAIL_READ,

    /** The engine has written a query's rows as objects, which nothing has read; comes once for each query that is unloaded. */
    UNLOADED,

    /** Those rows are on this machine, and the objects are gone. */
    UNLOAD_TAKEN,

    /** An object of the window is whole; comes once for each. */
    OBJECT_WRITTEN,

    /** All objects of the window are whole, and nothing names them. */
    OBJECTS_WRITTEN,

    /** The entry names them: the window is decided. */
    ENTRY_WRITTEN,

    /** The window's rows are fixed, and none is in the stream. */
    SENDING_WRITTEN,

    /** A record is in the stream; comes once for each. */
    RECORD_SENT,

    /** All records are in the stream, and the ledger says so. */
    SENT_WRITTEN,

    /** The manifest is at the destination. */
    MANIFEST_WRITTEN;

    /** Is told of each step. What it throws ends the run as a crash would. */
    @FunctionalInterface
    interface Observer {

        /** Looks away. */
        Observer NONE = (step, window) -> {};

        void reached(ExportStep step, ExportWindow window);
    }
}
