package io.github.calllake.engine;

/** Which of the two stores an answer comes from. */
public enum Tier {
    /** Redshift: seconds fresh, as long as it keeps its rows. */
    HOT("Redshift"),
    /** The lake in S3, asked through Athena: everything up to the last roll. */
    COLD("Athena");

    private final String engine;

    Tier(String engine) {
        this.engine = engine;
    }

    /** The engine's name, for people. */
    public String engine() {
        return engine;
    }
}
