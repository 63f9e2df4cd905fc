package io.github.calllake.export;

/** Which tier a job asks. */
public enum ExportTier {
    /** Redshift. */
    HOT,
    /** The lake, through Athena. */
    COLD,
    /** Both as one, split at the time boundary. */
    BOTH
}
