package io.github.calllake.local.athena;

/** An error answer of a service, with the error's type as AWS names it. */
final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String type;

    ApiException(String type, String message) {
        super(message);
        this.type = type;
    }

    static ApiException notFound(String message) {
        return new ApiException("EntityNotFoundException", message);
    }

    static ApiException invalidInput(String message) {
        return new ApiException("InvalidInputException", message);
    }

    static ApiException invalidRequest(String message) {
        return new ApiException("InvalidRequestException", message);
    }

    /** What is wrong, for the caller. */
    String text() {
        return String.valueOf(getMessage());
    }

    /** The error's type, e.g. {@code EntityNotFoundException}. */
    String type() {
        return type;
    }
}
