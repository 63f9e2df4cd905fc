package io.github.calllake.engine;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row where it lies with the engine: a value is taken out when it is asked for, and no record is made. Columns are counted
 * from 0, in the order in which they were selected. Valid until the next row is asked for; for the thread that reads.
 *
 * <p>A value that cannot be read is a {@link QueryException}.
 */
public interface RowView {

    /** A column of text; null for NULL. */
    @Nullable
    String text(int column);

    /** A column of whole numbers; null for NULL. */
    @Nullable
    Long bigint(int column);

    /** A column of numbers in double precision; null for NULL. */
    @Nullable
    Double number(int column);

    /** A column of whole numbers of 32 bits; null for NULL. */
    @Nullable
    Integer integer(int column);

    /** A column of truth values; null for NULL. */
    @Nullable
    Boolean truth(int column);

    /** A column of timestamps without zone, which are UTC; null for NULL. */
    @Nullable
    Instant time(int column);

    /** A column of any type that a field can have, as that type; null for NULL. */
    @Nullable
    Object value(int column);
}
