package io.github.calllake.operations;

/** How much a {@link Finding} matters, the least first. */
public enum Severity {
    /** As it should be. */
    OK,
    /** Worth knowing, or could not be seen. */
    NOTICE,
    /** Will turn into an error, or costs freshness or money. */
    WARNING,
    /** Records are being lost or not shown, or will be soon. */
    ERROR
}
