package io.github.calllake.engine;

/**
 * What a query is going to scan, at most, as far as it shows before it runs: the objects of the days that it asks for, and
 * of these the columns that it names. The share of the columns is that of the largest objects.
 *
 * @param bytes of the columns in those objects
 * @param objects how many there are
 * @param objectBytes their whole size
 */
public record ScanEstimate(long bytes, long objects, long objectBytes) {

    static final ScanEstimate NOTHING = new ScanEstimate(0, 0, 0);

    ScanEstimate plus(ScanEstimate other) {
        return new ScanEstimate(bytes + other.bytes, objects + other.objects, objectBytes + other.objectBytes);
    }
}
