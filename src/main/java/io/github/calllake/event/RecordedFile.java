package io.github.calllake.event;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a file of a call lies in S3: a recording, or what Transcribe wrote after the call. Immutable.
 *
 * <p>Recording events name their file by a page of the S3 console, Transcribe its own by an address. Neither is a secret, but keys
 * hold the ids of calls.
 *
 * @param bucket the bucket's name
 * @param key the object's key, as S3 has it: decoded
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html">Addresses of objects</a>
 */
public record RecordedFile(String bucket, String key) {

    private static final Pattern CONSOLE =
            Pattern.compile("https://[^/?#]+/s3/object/([^/?#]+)[^?#]*[?]([^#]*)(?:#.*)?");
    private static final Pattern CONSOLE_KEY = Pattern.compile("(?:^|&)prefix=([^&]*)");
    private static final Pattern ADDRESS = Pattern.compile("s3://([^/]+)/(.+)");
    private static final Pattern BY_HOST =
            Pattern.compile("https://([^/?#]+)[.]s3[.-](?:[a-z0-9.-]+[.])?amazonaws[.]com(?:[.]cn)?/([^?#]+).*");
    private static final Pattern BY_PATH =
            Pattern.compile("https://s3[.-](?:[a-z0-9.-]+[.])?amazonaws[.]com(?:[.]cn)?/([^/?#]+)/([^?#]+).*");

    public RecordedFile {
        if (bucket.isEmpty() || key.isEmpty()) {
            throw new IllegalArgumentException("A file in S3 has a bucket and a key");
        }
    }

    /**
     * The file that a URL of an event is about: a page of the S3 console ({@code s3MediaObjectConsoleUrl}), {@code s3://bucket/key},
     * or an object's URL.
     *
     * @return empty for anything else
     */
    public static Optional<RecordedFile> at(String url) {
        Matcher console = CONSOLE.matcher(url);
        if (console.matches()) {
            Matcher prefix = CONSOLE_KEY.matcher(console.group(2));
            return prefix.find() ? file(console.group(1), prefix.group(1)) : Optional.empty();
        }
        Matcher address = ADDRESS.matcher(url);
        if (address.matches()) {
            return Optional.of(new RecordedFile(address.group(1), address.group(2)));
        }
        // In a path, unlike in a query, a plus sign is one.
        Matcher byPath = BY_PATH.matcher(url);
        if (byPath.matches()) {
            return file(byPath.group(1), byPath.group(2).replace("+", "%2B"));
        }
        Matcher byHost = BY_HOST.matcher(url);
        return byHost.matches() ? file(byHost.group(1), byHost.group(2).replace("+", "%2B")) : Optional.empty();
    }

    private static Optional<RecordedFile> file(String bucket, String encodedKey) {
        try {
            String key = URLDecoder.decode(encodedKey, StandardCharsets.UTF_8);
            return key.isEmpty() ? Optional.empty() : Optional.of(new RecordedFile(bucket, key));
        } catch (IllegalArgumentException e) {
            // A percent sign that begins no code: then it is no URL.
            return Optional.empty();
        }
    }

    /** {@code s3://bucket/key}. */
    public String address() {
        return "s3://" + bucket + "/" + key;
    }

    /** The key's last part, without its extension: the call's id for recordings, the session's for Transcribe's files. */
    public String baseName() {
        String name = key.substring(key.lastIndexOf('/') + 1);
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }
}
