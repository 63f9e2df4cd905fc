package io.github.calllake.query;

import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** Columns that utterances and Transcribe's results have under the same names. */
final class Spoken {

    /** Not a partial result, which a later one replaces. An event that does not say is no final one. */
    static final Condition FINAL =
            FlatTable.of("utterance").field("is_partial", Boolean.class).eq(DSL.inline(false));

    static final Field<Long> BEGIN = FlatTable.of("utterance").field("begin_offset_millis", Long.class);
    static final Field<Long> END = FlatTable.of("utterance").field("end_offset_millis", Long.class);
    static final Field<String> ROLE = FlatTable.of("utterance").text("participant_role");

    private Spoken() {}
}
