package io.github.calllake.local;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * A bad way to S3: a server on the loopback interface that hands requests on to an S3 and strikes a share of them, for whoever
 * wants to know what a client makes of it.
 *
 * <p>Thread-safe.
 */
public final class S3FaultProxy implements AutoCloseable {

    private static final int LONGEST_DELAY_MILLIS = 400;

    private final Relay relay;
    private final double share;
    private final Duration silence;
    private final Random random;
    private final Map<Fault, Long> struck = new EnumMap<>(Fault.class);

    /** What can happen to a request. */
    public enum Fault {

        /** 500 InternalError, and nothing is done. */
        ERROR_BEFORE,

        /** 500 InternalError, though it was done. */
        ERROR_AFTER,

        /** 503 SlowDown, and nothing is done. */
        SLOW_DOWN,

        /** The connection is reset before anything is done. */
        RESET_BEFORE,

        /** It is done, and the connection is reset instead of an answer. */
        RESET_AFTER,

        /** It is done, and no answer comes for so long that clients give up. */
        SILENT_AFTER,

        /** The connection is reset, and it is done a moment later, when the client may have tried again. */
        DONE_LATE,

        /** It is done, and the connection is reset in the middle of the answer. */
        ANSWER_CUT
    }

    private S3FaultProxy(Relay relay, double share, Duration silence, long seed) {
        this.relay = relay;
        this.share = share;
        this.silence = silence;
        this.random = new Random(seed);
    }

    /**
     * Starts one on a free port.
     *
     * @param s3 an endpoint of plain HTTP
     * @param share of the requests that are struck, from 0 to 1
     * @param silence how long {@link Fault#SILENT_AFTER} is silent
     * @param seed the same seed strikes the same requests in the same ways, as long as they come in the same order
     */
    public static S3FaultProxy start(URI s3, double share, Duration silence, long seed) throws IOException {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    "The share of requests that are struck is " + share + ", not from 0 to 1");
        }
        S3FaultProxy proxy = new S3FaultProxy(Relay.to(s3), share, silence, seed);
        proxy.relay.start(proxy::serve);
        return proxy;
    }

    /** Where clients find it; they must use path-style addresses. */
    public URI endpoint() {
        return relay.endpoint();
    }

    /** How many requests each fault has struck so far. */
    public Map<Fault, Long> struck() {
        synchronized (random) {
            return new EnumMap<>(struck);
        }
    }

    private Optional<Fault> next() {
        synchronized (random) {
            if (random.nextDouble() >= share) {
                return Optional.empty();
            }
            Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
            struck.merge(fault, 1L, Long::sum);
            return Optional.of(fault);
        }
    }

    private int delayMillis() {
        synchronized (random) {
            return random.nextInt(LONGEST_DELAY_MILLIS);
        }
    }

    private void serve(Socket client, byte[] request) throws IOException, InterruptedException {
        Optional<Fault> fault = next();
        if (fault.isPresent()) {
            strike(client, request, fault.get());
        } else {
            Relay.answer(client, relay.handOn(request));
        }
    }

    private void strike(Socket client, byte[] request, Fault fault) throws IOException, InterruptedException {
        switch (fault) {
            case ERROR_BEFORE -> Relay.answer(client, error("500 Internal Server Error", "InternalError"));
            case ERROR_AFTER -> {
                relay.handOn(request);
                Relay.answer(client, error("500 Internal Server Error", "InternalError"));
            }
            case SLOW_DOWN -> Relay.answer(client, error("503 Slow Down", "SlowDown"));
            case RESET_BEFORE -> reset(client);
            case RESET_AFTER -> {
                relay.handOn(request);
                reset(client);
            }
            case SILENT_AFTER -> {
                relay.handOn(request);
                Thread.sleep(silence.toMillis());
                reset(client);
            }
            case DONE_LATE -> {
                reset(client);
                Thread.sleep(delayMillis());
                relay.handOn(request);
            }
            case ANSWER_CUT -> {
                byte[] whole = relay.handOn(request);
                Relay.answer(client, Arrays.copyOf(whole, whole.length - 1 - whole.length / 4));
                reset(client);
            }
        }
    }

    /** What was not sent yet is dropped, and the other end is told so. */
    private static void reset(Socket client) throws IOException {
        client.setSoLinger(true, 0);
        client.close();
    }

    private static byte[] error(String status, String code) {
        return Relay.response(
                status,
                "application/xml",
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + code
                        + "</Code><Message>This fault was asked for</Message></Error>");
    }

    /** Stops listening, and waits a moment for requests that are under way. */
    @Override
    public void close() throws IOException {
        relay.close(Duration.ofMillis(LONGEST_DELAY_MILLIS));
    }
}
