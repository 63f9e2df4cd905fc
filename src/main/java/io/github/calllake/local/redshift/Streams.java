package io.github.calllake.local.redshift;

import java.util.Optional;

/** What translation needs to know of streams, and asks of their reader. Thread-safe. */
interface Streams {

    /** Why a view cannot read the stream; empty if it can. */
    Optional<String> problem(String stream);

    /**
     * Brings the views of that name up to what was in their streams when this was called; views over tables and unknown names are left alone.
     *
     * @param view without a schema it stands for the views of that name in every schema
     * @param cascade whether the views that it is built on come first
     */
    void refresh(QualifiedName view, boolean cascade);
}
