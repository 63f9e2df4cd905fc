package io.github.calllake.cli;

/**
 * What a command ends with. A command that a signal ends before its end ends as a process does that the signal kills: 128 and the
 * signal's number.
 */
enum ExitCode {
    /** Done, and nothing found that should not be. */
    DONE(0, "done"),
    /** It failed, or it looked and found something. */
    FAILED(1, "failed, or found what should not be"),
    /** Nothing was done. */
    WRONG_USAGE(2, "wrong usage or wrong settings; nothing was done"),
    /** Java's own, by -XX:+ExitOnOutOfMemoryError: what goes on without heap is not to be trusted. */
    OUT_OF_HEAP(3, "out of heap; give it more, or fewer shards"),
    /** What was to be looked at could not be reached. */
    COULD_NOT_LOOK(4, "could not look: what was to be looked at could not be reached"),
    /** SIGINT, as Ctrl-C sends it. */
    INTERRUPTED(130, "stopped by SIGINT before its end"),
    /** SIGTERM, as Kubernetes, ECS and systemd send it. */
    TERMINATED(143, "stopped by SIGTERM before its end");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    int code() {
        return code;
    }

    String meaning() {
        return meaning;
    }
}
