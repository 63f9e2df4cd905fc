package io.github.calllake.query;

/**
 * How many pieces of personal information of a type were said.
 *
 * @param type as Transcribe names it, e.g. {@code NAME} or {@code CREDIT_DEBIT_NUMBER}; {@code UNKNOWN} where it did not
 * @param entities how many
 */
public record PiiCount(String type, long entities) {}
