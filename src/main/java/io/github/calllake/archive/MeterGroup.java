package io.github.calllake.archive;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/** Meters that come and go together, with the same tags. For one thread at a time; their values are read by any. */
final class MeterGroup {

    private final MeterRegistry registry;
    private final String prefix;
    private final Tags tags;
    private final List<Meter> meters = new ArrayList<>();

    /**
     * An empty one.
     *
     * @param prefix begins every name
     */
    MeterGroup(MeterRegistry registry, String prefix, Tags tags) {
        this.registry = registry;
        this.prefix = prefix;
        this.tags = tags;
    }

    /** What only rises. */
    void count(String name, String description, DoubleSupplier value) {
        count(name, description, Tags.empty(), value);
    }

    /** What only rises, with tags of its own. */
    void count(String name, String description, Tags more, DoubleSupplier value) {
        add(FunctionCounter.builder(prefix + name, value, DoubleSupplier::getAsDouble)
                .description(description)
                .tags(tags.and(more))
                .register(registry));
    }

    /** Bytes, which only rise. */
    void bytes(String name, String description, DoubleSupplier value) {
        add(FunctionCounter.builder(prefix + name, value, DoubleSupplier::getAsDouble)
                .description(description)
                .baseUnit("bytes")
                .tags(tags)
                .register(registry));
    }

    /** Bytes as they are now. */
    void size(String name, String description, DoubleSupplier value) {
        add(Gauge.builder(prefix + name, value, DoubleSupplier::getAsDouble)
                .description(description)
                .baseUnit("bytes")
                .tags(tags)
                .strongReference(true)
                .register(registry));
    }

    /** A number as it is now. */
    void gauge(String name, String description, DoubleSupplier value) {
        add(Gauge.builder(prefix + name, value, DoubleSupplier::getAsDouble)
                .description(description)
                .tags(tags)
                // Nothing else holds on to it, and a gauge would let go of it.
                .strongReference(true)
                .register(registry));
    }

    /** A span of time as it is now, in milliseconds; the registry gives it in its own unit. */
    void time(String name, String description, DoubleSupplier millis) {
        add(TimeGauge.builder(prefix + name, millis::getAsDouble, TimeUnit.MILLISECONDS)
                .description(description)
                .tags(tags)
                .strongReference(true)
                .register(registry));
    }

    /** How often something took how long. */
    Timer timer(String name, String description, Duration... buckets) {
        Timer timer = Timer.builder(prefix + name)
                .description(description)
                .tags(tags)
                .serviceLevelObjectives(buckets)
                .register(registry);
        add(timer);
        return timer;
    }

    private void add(Meter meter) {
        meters.add(meter);
    }

    /** Takes them out of the registry. */
    void remove() {
        meters.forEach(registry::remove);
    }
}
