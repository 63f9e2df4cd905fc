package io.github.calllake.export;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A file that takes rows one at a time, in memory that does not grow with it. For one thread. */
interface RowFile extends AutoCloseable {

    void write(@Nullable Object[] row) throws IOException;

    /** How many bytes the rows have so far, before compression: the same for the same rows. */
    long plainBytes();

    /** Ends the file, without closing what it went into. */
    void finish() throws IOException;

    /** Gives back what compresses; a file that was not finished is none. */
    @Override
    void close() throws IOException;
}
