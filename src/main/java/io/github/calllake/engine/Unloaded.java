package io.github.calllake.engine;

import java.util.List;
import java.util.OptionalLong;

/**
 * What an {@link Unload} has left.
 *
 * @param objects in the order of their keys; none of them may be without rows
 * @param stats what the query took; its rows are those of all objects, or 0 where the engine does not count them
 */
public record Unloaded(List<Part> objects, QueryStats stats) {
    public Unloaded {
        objects = List.copyOf(objects);
    }

    /**
     * An object.
     *
     * @param address {@code s3://bucket/key}
     * @param bytes its length
     * @param rows in it; empty where the engine does not say, which Athena never does
     */
    public record Part(String address, long bytes, OptionalLong rows) {}
}
