package io.github.calllake.stream;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** A client of which a test changes some answers. */
final class KinesisProxy {

    private KinesisProxy() {}

    /** The rest of a call. */
    interface Call {
        Object answer() throws Throwable;
    }

    /** What a test makes of a call. */
    interface Change {
        Object of(String operation, Call call) throws Throwable;
    }

    static KinesisClient of(KinesisClient real, Change change) {
        return (KinesisClient) Proxy.newProxyInstance(
                KinesisClient.class.getClassLoader(),
                new Class<?>[] {KinesisClient.class},
                (proxy, method, arguments) -> change.of(method.getName(), () -> {
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
