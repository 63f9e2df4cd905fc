package io.github.calllake.export;

import io.github.calllake.CallLakeException;
import java.util.List;
import java.util.stream.Collectors;

/** A job file cannot be used. The message has all that is wrong with it, a line each. */
public final class JobFileException extends CallLakeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Fault> faults;

    /**
     * Something wrong.
     *
     * @param line from 1
     * @param column from 1
     */
    public record Fault(int line, int column, String what) {}

    JobFileException(String name, List<Fault> faults) {
        super(faults.stream()
                .map(fault -> name + ":" + fault.line() + ":" + fault.column() + ": " + fault.what())
                .collect(Collectors.joining("\n")));
        this.faults = List.copyOf(faults);
    }

    /** It cannot even be read. */
    JobFileException(String message, Throwable cause) {
        super(message, cause);
        this.faults = List.of();
    }

    /** What is wrong, in the order of the file; nothing if it could not be read. */
    public List<Fault> faults() {
        return faults;
    }
}
