package io.github.calllake.operations;

import io.github.calllake.archive.ArchivedRecords;
import io.github.calllake.archive.ArchivedShard;
import io.github.calllake.archive.ArchivedShard.Hole;
import io.github.calllake.engine.RedshiftSession;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The rows of a streaming view whose records are in the lake, as a condition in SQL. Sequence numbers are decimal text without leading
 * zeros and too long for any number type, so they are ordered by length and then by text.
 */
final class ArchivedRows {

    private static final Pattern SEQUENCE_NUMBER = Pattern.compile("[1-9][0-9]{0,127}");

    private ArchivedRows() {}

    /** The condition for some shards; false for none. */
    static String of(ArchivedRecords archived, Collection<String> shards) {
        String any = archived.shards().stream()
                .filter(shard -> shards.contains(shard.shard()))
                .map(ArchivedRows::of)
                .collect(Collectors.joining(" OR "));
        return any.isEmpty() ? "FALSE" : "(" + any + ")";
    }

    private static String of(ArchivedShard shard) {
        StringBuilder condition = new StringBuilder("(shard_id = ")
                .append(RedshiftSession.literal(shard.shard()))
                .append(" AND NOT ")
                .append(before(shard.first()))
                .append(" AND ")
                .append(through(shard.last()));
        shard.holes().forEach(hole -> condition.append(" AND NOT ").append(in(hole)));
        return condition.append(")").toString();
    }

    private static String in(Hole hole) {
        Optional<String> after = hole.after().map(from -> "NOT " + through(from));
        Optional<String> through = hole.through().map(ArchivedRows::through);
        return "(" + after.orElse("TRUE") + " AND " + through.orElse("TRUE") + ")";
    }

    private static String before(String sequenceNumber) {
        return compared(sequenceNumber, "<");
    }

    private static String through(String sequenceNumber) {
        return compared(sequenceNumber, "<=");
    }

    private static String compared(String sequenceNumber, String operator) {
        if (!SEQUENCE_NUMBER.matcher(sequenceNumber).matches()) {
            throw new OperationException("The lake names a sequence number that is none: " + sequenceNumber);
        }
        int length = sequenceNumber.length();
        return "(LEN(sequence_number) < " + length + " OR (LEN(sequence_number) = " + length + " AND sequence_number "
                + operator + " '" + sequenceNumber + "'))";
    }
}
