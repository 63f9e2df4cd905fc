package io.github.calllake.archive;

import io.github.calllake.schema.EventRow;
import io.github.calllake.schema.PackedRow;
import io.github.calllake.stream.StreamRecord;

/**
 * Turns a record of the stream into a row of the lake.
 *
 * <p>It must give the same answer for the same record at any time: after a crash, objects are written again from the records
 * alone. If what it gives, or where the row belongs, changes with a release, the archiver finds out when it takes up a cut
 * of the older release, and replaces it. Called from many threads.
 */
@FunctionalInterface
public interface RecordDecoder {

    /** The row, or why there is none. An exception counts as a failure of this record alone. */
    Decoded decode(StreamRecord record);

    /** What a record was read as. */
    sealed interface Decoded {

        /** A row of the table of its detail type. */
        record Row(EventRow row) implements Decoded {}

        /** The same, packed. */
        record Packed(PackedRow row) implements Decoded {}

        /**
         * Not a row: the record goes to the failed events as it is.
         *
         * @param errorCode a short word for the kind of error, e.g. {@code Json.Malformed}
         * @param errorMessage what is wrong, without call content
         */
        record Failed(String errorCode, String errorMessage) implements Decoded {}
    }
}
