package io.github.calllake.local.kinesis;

/** A request that is refused: an error type of the Kinesis API and what it says about it. */
final class KinesisException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String type;

    private KinesisException(String type, String message) {
        super(message);
        this.type = type;
    }

    /** The name that clients map to an exception class, e.g. {@code ResourceNotFoundException}. */
    String type() {
        return type;
    }

    String text() {
        return String.valueOf(getMessage());
    }

    static KinesisException invalidArgument(String message) {
        return new KinesisException("InvalidArgumentException", message);
    }

    static KinesisException validation(String message) {
        return new KinesisException("ValidationException", message);
    }

    static KinesisException notFound(String message) {
        return new KinesisException("ResourceNotFoundException", message);
    }

    static KinesisException inUse(String message) {
        return new KinesisException("ResourceInUseException", message);
    }

    static KinesisException limitExceeded(String message) {
        return new KinesisException("LimitExceededException", message);
    }

    static KinesisException expiredIterator(String message) {
        return new KinesisException("ExpiredIteratorException", message);
    }

    static KinesisException expiredNextToken(String message) {
        return new KinesisException("ExpiredNextTokenException", message);
    }

    static KinesisException serialization(String message) {
        return new KinesisException("SerializationException", message);
    }

    static KinesisException unknownOperation(String message) {
        return new KinesisException("UnknownOperationException", message);
    }
}
