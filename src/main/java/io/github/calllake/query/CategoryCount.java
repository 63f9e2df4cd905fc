package io.github.calllake.query;

import java.time.LocalDate;

/**
 * How often a category matched on a day.
 *
 * @param day the UTC day
 * @param category the category's name
 * @param matches how often
 */
public record CategoryCount(LocalDate day, String category, long matches) {}
