package io.github.calllake.local.kinesis;

/** A request that is refused: an error type of the Kinesis API and what it says about it. */
final class KinesisException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final String THROUGHPUT_EXCEEDED = "ProvisionedThroughputExceededException";
    private static final int BAD_REQUEST = 400;
    private static final int SERVER_ERROR = 500;

    private final String type;
    private final int status;

    private KinesisException(String type, String message) {
        this(type, message, BAD_REQUEST);
    }

    private KinesisException(String type, String message, int status) {
        super(message);
        this.type = type;
        this.status = status;
    }

    /** The name that clients map to an exception class, e.g. {@code ResourceNotFoundException}. */
    String type() {
        return type;
    }

    /** Of HTTP. */
    int status() {
        return status;
    }

    boolean isThrottling() {
        return type.equals(THROUGHPUT_EXCEEDED);
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

    static KinesisException throughputExceeded(String message) {
        return new KinesisException(THROUGHPUT_EXCEEDED, message);
    }

    /** What Kinesis says when the fault is its own. */
    static KinesisException internalFailure() {
        return new KinesisException("InternalFailure", "Internal service failure.", SERVER_ERROR);
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
