package io.github.calllake.export;

import java.util.Optional;

/**
 * A job as a file has it.
 *
 * @param schedule empty for a job that is run by hand, or by something else's schedule
 */
public record ScheduledJob(ExportJob job, Optional<Schedule> schedule) {}
