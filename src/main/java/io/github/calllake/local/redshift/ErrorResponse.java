package io.github.calllake.local.redshift;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An error as the protocol carries it: one-letter fields.
 *
 * @param fields in the order they are sent; {@code C} is the SQLSTATE, {@code M} the message, {@code P} the position in the text
 */
record ErrorResponse(Map<Integer, String> fields) {
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

    static ErrorResponse read(byte[] message) throws ProtocolException {
        Map<Integer, String> fields = new LinkedHashMap<>();
        Body body = new Body(message);
        int type = body.readByte();
        while (type != 0) {
            fields.put(type, body.readString());
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
