package io.github.calllake.export;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;

/** When to look for windows of a job. Which windows there are does not depend on it. Immutable. */
public sealed interface Schedule {

    /** The first time after an instant; empty for never again. */
    Optional<Instant> after(Instant instant);

    /** As people read it. */
    String text();

    /**
     * Every so often, counted from 1970-01-01T00:00:00Z.
     *
     * @param span whole seconds
     */
    record Every(Duration span) implements Schedule {
        public Every {
            if (span.isNegative() || span.isZero() || span.toNanosPart() != 0) {
                throw new IllegalArgumentException("a schedule is every so many whole seconds, not " + span);
            }
        }

        @Override
        public Optional<Instant> after(Instant instant) {
            return Optional.of(new WindowGrid.Equal(span).floor(instant).plus(span));
        }

        @Override
        public String text() {
            return "every " + span.toSeconds() + " s";
        }
    }

    /**
     * By the clocks of a zone: minute, hour, day of the month, month, day of the week. What the clocks skip when they are put forward
     * happens an hour later; what they show twice happens once.
     *
     * @param expression five fields, as crontab has them
     */
    record ByCron(String expression, ZoneId zone) implements Schedule {
        public ByCron {
            cron(expression);
        }

        private static Cron cron(String expression) {
            try {
                return new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX)).parse(expression);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "'" + expression + "' is no cron expression of five fields: " + e.getMessage(), e);
            }
        }

        /** The library would leave out what the clocks skip: so it is asked for the face of the clock alone. */
        @Override
        public Optional<Instant> after(Instant instant) {
            ExecutionTime times = ExecutionTime.forCron(cron(expression));
            Optional<LocalDateTime> next = next(times, LocalDateTime.ofInstant(instant, zone));
            while (next.isPresent() && !at(next.get()).isAfter(instant)) {
                next = next(times, next.get());
            }
            return next.map(this::at);
        }

        private static Optional<LocalDateTime> next(ExecutionTime times, LocalDateTime after) {
            return times.nextExecution(after.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toLocalDateTime);
        }

        private Instant at(LocalDateTime face) {
            return face.atZone(zone).toInstant();
        }

        @Override
        public String text() {
            return expression + " in " + zone;
        }
    }
}
