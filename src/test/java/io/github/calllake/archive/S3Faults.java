package io.github.calllake.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Breaks requests to S3 off, by their count: before they are sent, or after they were carried out. */
final class S3Faults implements ExecutionInterceptor {

    enum Moment {
        BEFORE,
        AFTER
    }

    private final AtomicInteger requests = new AtomicInteger();
    private volatile int first = Integer.MAX_VALUE;
    private volatile int last = Integer.MAX_VALUE;
    private volatile Moment moment = Moment.BEFORE;
    private volatile boolean retryable;

    /** The process dies at a request: that one and all after it fail. */
    void dieAt(int request, Moment when) {
        set(request, Integer.MAX_VALUE - 1, when);
    }

    /** One request fails. */
    void failOnceAt(int request, Moment when) {
        set(request, request, when);
    }

    /** The reply to one request is lost, and the SDK sends it again. */
    void loseReplyTo(int request) {
        set(request, request, Moment.AFTER);
        retryable = true;
    }

    void heal() {
        set(Integer.MAX_VALUE, Integer.MAX_VALUE, Moment.BEFORE);
    }

    boolean struck() {
        return requests.get() >= first;
    }

    private void set(int from, int to, Moment when) {
        requests.set(0);
        first = from;
        last = to;
        moment = when;
        retryable = false;
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        int request = requests.incrementAndGet();
        boolean dead = request > first && request <= last;
        if (dead || (request == first && moment == Moment.BEFORE)) {
            throw SdkClientException.create("Broken off before request " + request);
        }
    }

    @Override
    public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
        if (requests.get() == first && moment == Moment.AFTER) {
            context.responseBody().ifPresent(S3Faults::drop);
            String message = "Broken off after request " + first;
            throw retryable ? RetryableException.create(message) : SdkClientException.create(message);
        }
    }

    /** Whoever fails here never reads the body, and its connection would not go back to the pool. */
    private static void drop(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
