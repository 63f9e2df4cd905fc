package io.github.calllake.cli.bench;

/** One way from a file of events to Parquet files in S3. */
interface BenchSide {

    /** Takes the whole input, and puts its files below {@code bench-bucket/prefix/}. */
    void pass(String prefix) throws Exception;
}
