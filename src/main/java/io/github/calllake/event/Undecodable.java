package io.github.calllake.event;

/**
 * A record that is no call analytics event.
 *
 * @param reason why, as a code that does not change between releases
 * @param message why, for people; holds no call content
 */
public record Undecodable(Reason reason, String message) implements DecodedEvent {

    /** Why a record is no event; the names are the error codes of failed events in the lake. */
    public enum Reason {
        /** The bytes are not UTF-8. */
        NOT_UTF8,
        /** The text is not JSON as RFC 8259 has it. */
        NOT_JSON,
        /** JSON that Redshift's SUPER refuses: a repeated key, nesting over 1,000, U+0000, a lone surrogate, a huge number. */
        JSON_NOT_STORABLE,
        /** No text under {@code detail-type}. */
        NO_DETAIL_TYPE,
        /** A detail type that is none of the eight. */
        UNKNOWN_DETAIL_TYPE
    }
}
