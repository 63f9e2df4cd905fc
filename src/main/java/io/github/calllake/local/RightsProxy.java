package io.github.calllake.local;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A way to Glue, Athena, Kinesis or S3 for somebody who lacks rights: a server on the loopback interface that hands requests on and refuses
 * those whose IAM action is not allowed, as AWS refuses them. Bucket and key of a request to S3 stand in its path.
 *
 * <p>Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html">Access denied error
 *     messages</a>
 */
public final class RightsProxy implements AutoCloseable {

    private static final Pattern TARGET = Pattern.compile(
            "\\nX-Amz-Target: *(AWSGlue|AmazonAthena|Kinesis_20131202)\\.(\\w+)\\r", Pattern.CASE_INSENSITIVE);
    private static final Pattern S3 = Pattern.compile("^(\\w+) /([^/? ]*)/?([^? ]*)(\\?\\S*)? ");
    /** By how the header names them. */
    private static final Map<String, String> SERVICES =
            Map.of("awsglue", "glue:", "amazonathena", "athena:", "kinesis_20131202", "kinesis:");

    private static final Pattern CBOR =
            Pattern.compile("\\nContent-Type: *application/x-amz-cbor", Pattern.CASE_INSENSITIVE);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Relay relay;
    private final Set<String> refused;

    private RightsProxy(Relay relay, Set<String> refused) {
        this.relay = relay;
        this.refused = Set.copyOf(refused);
    }

    /**
     * Starts one on a free port.
     *
     * @param target Glue, Athena, Kinesis or S3, by an endpoint of plain HTTP
     * @param refused IAM actions such as {@code glue:CreateTable}; {@code glue:*} for all of a service
     */
    public static RightsProxy start(URI target, Set<String> refused) throws IOException {
        RightsProxy proxy = new RightsProxy(Relay.to(target), refused);
        proxy.relay.start(proxy::serve);
        return proxy;
    }

    /** Where clients find it; those of S3 must use path-style addresses. */
    public URI endpoint() {
        return relay.endpoint();
    }

    private void serve(Socket client, byte[] request) throws IOException {
        String text = new String(request, ISO_8859_1);
        String head = text.substring(0, text.indexOf("\r\n\r\n") + 2);
        Optional<String> action = action(head).filter(this::isRefused);
        Relay.answer(client, action.isPresent() ? refusal(action.get(), head) : relay.handOn(request));
    }

    private boolean isRefused(String action) {
        return refused.contains(action) || refused.contains(action.substring(0, action.indexOf(':')) + ":*");
    }

    private static Optional<String> action(String head) {
        Matcher target = TARGET.matcher(head);
        if (target.find()) {
            return Optional.of(SERVICES.get(target.group(1).toLowerCase(Locale.ROOT)) + target.group(2));
        }
        Matcher object = S3.matcher(head);
        return object.find()
                ? Optional.of(
                        "s3:" + s3(object.group(1), object.group(2), object.group(3), String.valueOf(object.group(4))))
                : Optional.empty();
    }

    /** Those of S3's operations that have a right of another name are listed in its documentation. */
    private static String s3(String method, String bucket, String key, String query) {
        if (bucket.isEmpty()) {
            return "ListAllMyBuckets";
        }
        boolean isBucket = key.isEmpty();
        return switch (method) {
            case "GET", "HEAD" -> isBucket ? "ListBucket" : "GetObject";
            case "PUT" -> isBucket ? "CreateBucket" : "PutObject";
            case "POST" -> query.contains("delete") ? "DeleteObject" : "PutObject";
            case "DELETE" -> isBucket ? "DeleteBucket" : "DeleteObject";
            default -> method.toLowerCase(Locale.ROOT);
        };
    }

    private static byte[] refusal(String action, String head) throws IOException {
        String message = "User: arn:aws:iam::111122223333:user/local is not authorized to perform: " + action
                + " because no identity-based policy allows the " + action + " action";
        if (CBOR.matcher(head).find()) {
            return Relay.response(
                    "400 Bad Request",
                    "application/x-amz-cbor-1.1",
                    new CBORMapper().writeValueAsBytes(Map.of("__type", "AccessDeniedException", "message", message)));
        }
        if (!action.startsWith("s3:")) {
            return Relay.response(
                    "400 Bad Request",
                    "application/x-amz-json-1.1",
                    "{\"__type\":\"AccessDeniedException\",\"Message\":\"" + message + "\"}");
        }
        return Relay.response(
                "403 Forbidden",
                "application/xml",
                head.startsWith("HEAD ")
                        ? ""
                        : "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>AccessDenied</Code><Message>"
                                + message + "</Message></Error>");
    }

    @Override
    public void close() throws IOException {
        relay.close(PATIENCE);
    }
}
