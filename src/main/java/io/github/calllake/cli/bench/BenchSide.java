package io.github.calllake.cli.bench;

/** One way to do what is measured, such as from a file of events to Parquet files in S3. */
interface BenchSide {

    /** Takes the whole input, and puts its files below {@code bench-bucket/prefix/}; or does what the text says. */
    void pass(String prefix) throws Exception;

    /** What the process says when a pass is done. */
    default String answer() {
        return BenchWorker.peakHeap();
    }
}
