package io.github.calllake.archive;

/**
 * What has just been done on a shard's way into the lake, in the order in which it is done. Between any two of them the
 * process may die; ARCHITECTURE.md says of each what the lake then holds, and what whoever takes the shard up does about it.
 */
enum CommitStep {

    /** The log's last cut was found, and its objects are to be written again. */
    REPLAY_BEGUN,

    /** That records had expired before they were archived is written down. */
    GAP_REPORTED,

    /** A cut is to be made: its records wait on local disk, and nothing of it is in the lake. */
    CUT_DECIDED,

    /** The cut is in the log. */
    CUT_WRITTEN,

    /** One of the cut's objects is written; comes once for each. */
    OBJECT_WRITTEN,

    /** All the cut's objects are written. */
    OBJECTS_WRITTEN,

    /** The progress names the cut. */
    PROGRESS_WRITTEN,

    /** The shard has ended, and a child of it has progress; comes once for each. */
    CHILD_STARTED,

    /** That the shard is closed is written. */
    SHARD_CLOSED;

    /** Is told of each step. It must be quick; what it throws fails the shard as a failed write would. */
    @FunctionalInterface
    interface Observer {

        /** Looks away. */
        Observer NONE = step -> {};

        void reached(CommitStep step);
    }
}
