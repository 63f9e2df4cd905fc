package io.github.calllake.local.athena;

/** Gives out names for relations and lambda parameters, each once in a query. Not thread-safe. */
final class Names {
    private int last;

    String next() {
        last++;
        return "r" + last;
    }
}
