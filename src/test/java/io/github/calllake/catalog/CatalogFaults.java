package io.github.calllake.catalog;

import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/** Breaks off the calls that change something, by their count, before they are sent. */
final class CatalogFaults implements ExecutionInterceptor {

    private final AtomicInteger changes = new AtomicInteger();
    private volatile int first = Integer.MAX_VALUE;
    private volatile int last = Integer.MAX_VALUE;

    /** One call fails. */
    void failOnceAt(int change) {
        set(change, change);
    }

    /** The process dies at a call: that one and all after it fail. */
    void dieAt(int change) {
        set(change, Integer.MAX_VALUE - 1);
    }

    void heal() {
        set(Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    boolean struck() {
        return changes.get() >= first;
    }

    private void set(int from, int to) {
        changes.set(0);
        first = from;
        last = to;
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        SdkRequest request = context.request();
        String operation = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
        if (operation.startsWith("Get") || operation.startsWith("Head") || operation.startsWith("List")) {
            return;
        }
        int change = changes.incrementAndGet();
        if (change >= first && change <= last) {
            throw SdkClientException.create(
                    "broken off: " + operation + " " + request.getClass().getSimpleName());
        }
    }
}
