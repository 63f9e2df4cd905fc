package io.github.calllake.local.athena;

import java.util.Collection;

/** What a value is made of, as far as dropping files by it goes. */
enum Origin {
    /** Constants only. */
    CONSTANT,
    /** Partition columns, and constants: known for a file before it is opened. */
    PARTITION,
    /** Anything else. */
    OTHER;

    /** Of a value that is made of others. */
    static Origin of(Collection<Expr> parts) {
        return parts.stream().map(Expr::origin).max(Origin::compareTo).orElse(CONSTANT);
    }
}
