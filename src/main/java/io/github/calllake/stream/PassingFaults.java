package io.github.calllake.stream;

import java.io.IOException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.kinesis.model.KmsThrottlingException;
import software.amazon.awssdk.services.kinesis.model.LimitExceededException;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;

/** Which failures of Kinesis may be gone at the next attempt. */
final class PassingFaults {

    private static final int SERVER_ERROR = 500;

    private PassingFaults() {}

    /** Whether Kinesis asks to come less often: nothing is wrong, and it will be answered some time. */
    static boolean isThrottling(SdkException e) {
        return e instanceof ProvisionedThroughputExceededException
                || e instanceof LimitExceededException
                || e instanceof KmsThrottlingException
                || (e instanceof SdkServiceException service && service.isThrottlingException());
    }

    /** Whether to try again. */
    static boolean isPassing(SdkException e) {
        if (e instanceof SdkServiceException service) {
            return service.statusCode() >= SERVER_ERROR || isThrottling(e);
        }
        return e.retryable() || (e instanceof SdkClientException && e.getCause() instanceof IOException);
    }
}
