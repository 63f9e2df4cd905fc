package io.github.calllake.query;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Calls by who took part. Not every event of a call says so, so that the ids of the calls come first. The engine finds SIPREC
 * metadata that hold the text anywhere, and what it stands for there is read here.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7865#section-6.5">RFC 7865, Participant</a>
 */
final class Participants {

    private static final FlatTable VIEW = FlatTable.of("call_event");
    private static final Field<String> CALL_ID = VIEW.text("call_id");
    private static final Field<String> FROM = VIEW.text("from_number");
    private static final Field<String> TO = VIEW.text("to_number");
    private static final Field<String> SIPREC = VIEW.text("siprec_metadata");

    private Participants() {}

    /** The ids of the calls, in no order. */
    static List<String> calls(Reading reading, CallFilter filter, String participant) {
        String inXml = xml(participant);
        Pattern named = Pattern.compile("<(?:\\w+:)?name(?:\\s[^>]*)?>\\s*" + Pattern.quote(inXml)
                + "\\s*</|\\saor\\s*=\\s*[\"']" + Pattern.quote(inXml) + "[\"']");
        Set<String> ids = new LinkedHashSet<>();
        reading.gather(new Reading.RecordPart<Optional<String>>() {
                    @Override
                    public Select<? extends Record> query(Slice slice) {
                        return candidates(slice, filter, participant, inXml);
                    }

                    @Override
                    public Optional<String> read(Record row) {
                        boolean took = participant.equals(row.get(FROM))
                                || participant.equals(row.get(TO))
                                || isNamed(row.get(SIPREC), named);
                        return Optional.ofNullable(row.get(CALL_ID)).filter(id -> took);
                    }
                })
                .forEach(id -> id.ifPresent(ids::add));
        return List.copyOf(ids);
    }

    private static Select<? extends Record> candidates(
            Slice slice, CallFilter filter, String participant, String inXml) {
        Condition named =
                DSL.function("strpos", Long.class, SIPREC, DSL.inline(inXml)).gt(DSL.inline(0L));
        Condition number = FROM.eq(DSL.inline(participant)).or(TO.eq(DSL.inline(participant)));
        List<Field<?>> columns = List.of(CALL_ID, FROM, TO, SIPREC);
        EventRows rows = EventRows.of(slice, "call_event", filter.withEachDelivery());
        return slice.engine()
                .sql()
                .selectDistinct(columns)
                .from(rows.table(columns, CALL_ID.isNotNull(), number.or(named)));
    }

    private static boolean isNamed(@Nullable String siprec, Pattern named) {
        return siprec != null && named.matcher(siprec).find();
    }

    private static String xml(String text) {
        return text.chars()
                .mapToObj(c -> switch (c) {
                    case '&' -> "&amp;";
                    case '<' -> "&lt;";
                    case '>' -> "&gt;";
                    case '"' -> "&quot;";
                    default -> String.valueOf((char) c);
                })
                .collect(Collectors.joining());
    }
}
