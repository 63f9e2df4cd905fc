package io.github.calllake.operations;

import io.github.calllake.CallLakeException;
import java.util.List;

/** One thing that a doctor looks at. */
interface Check {

    /** The id of its findings, e.g. {@code hot.lag}. */
    String id();

    /**
     * Looks, and changes nothing.
     *
     * @return what was found; nothing if it does not apply
     * @throws CallLakeException if it cannot be seen: the doctor says so and goes on
     */
    List<Finding> look();
}
