package io.github.calllake.cli.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** The middle one of several measured values, or between the two in the middle. */
final class Median {

    private Median() {}

    static double of(List<Double> values) {
        return of(values, value -> value);
    }

    /** Of one figure of several passes, or whatever was measured. */
    static <T> double of(List<T> measured, ToDoubleFunction<? super T> figure) {
        double[] sorted = measured.stream().mapToDouble(figure).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
