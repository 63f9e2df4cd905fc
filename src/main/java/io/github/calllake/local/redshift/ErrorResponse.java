package io.github.calllake.local.redshift;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An error as the protocol carries it: one-letter fields.
 *
 * @param fields in the order they are sent; {@code C} is the SQLSTATE, {@code M} the message, {@code P} the position in the text
 */
record ErrorResponse(Map<Integer, String> fields) {
    /** The functions PostgreSQL was in, which Redshift does not have. */
    private static final int WHERE = 'W';

    /** PostgreSQL's words for a literal that no rule of the translation has typed; the type SUPER reads none. */
    private static final String SUPER_LITERAL = "cannot accept a value of a shell type";

    ErrorResponse {
        fields = new LinkedHashMap<>(fields);
    }

    static ErrorResponse of(RedshiftSqlException refusal) {
        String message = refusal.getMessage();
        return error("ERROR", refusal.sqlState(), message == null ? "refused" : message);
    }

    /** One after which the connection ends. */
    static ErrorResponse fatal(String sqlState, String message) {
        return error("FATAL", sqlState, message);
    }

    /** No error, but something to know. */
    static ErrorResponse info(String message) {
        return error("INFO", "00000", message);
    }

    static ErrorResponse read(byte[] message) throws ProtocolException {
        Map<Integer, String> fields = new LinkedHashMap<>();
        Body body = new Body(message);
        int type = body.readByte();
        while (type != 0) {
            String value = body.readString();
            if (type == 'M' && value.equals(SUPER_LITERAL)) {
                value = "not emulated locally: a string literal as SUPER; write 'text'::super or JSON_PARSE('json')";
            }
            if (type != WHERE) {
                fields.put(type, value);
            }
            type = body.readByte();
        }
        return new ErrorResponse(fields);
    }

    String sqlState() {
        return fields.getOrDefault((int) 'C', "");
    }

    String message() {
        return fields.getOrDefault((int) 'M', "");
    }

    /** Without a place in a text that the client has not written. */
    ErrorResponse withoutPosition() {
        Map<Integer, String> others = new LinkedHashMap<>(fields);
        others.remove((int) 'P');
        return new ErrorResponse(others);
    }

    byte[] toBytes() {
        BodyWriter body = new BodyWriter();
        fields.forEach((type, value) -> body.writeByte(type).writeString(value));
        return body.writeByte(0).toBytes();
    }

    private static ErrorResponse error(String severity, String sqlState, String message) {
        Map<Integer, String> fields = new LinkedHashMap<>();
        fields.put((int) 'S', severity);
        fields.put((int) 'C', sqlState);
        fields.put((int) 'M', message);
        return new ErrorResponse(fields);
    }
}
