package io.github.calllake.local;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One request of HTTP 1.1, as it is to be handed on. */
final class RelayedRequest {

    private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

    private RelayedRequest() {}

    /** Reads a request to its end; empty if the client has none. It asks for the connection to end with the answer. */
    static Optional<byte[]> read(Socket client) throws IOException {
        InputStream in = new BufferedInputStream(client.getInputStream());
        List<String> head = head(in);
        if (head.isEmpty()) {
            return Optional.empty();
        }
        if (header(head, "transfer-encoding").isPresent()) {
            throw new IOException("A body of unknown length is not handed on");
        }
        if (header(head, "expect").isPresent()) {
            client.getOutputStream().write(CONTINUE.getBytes(ISO_8859_1));
        }
        int length = header(head, "content-length").map(Integer::parseInt).orElse(0);
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("Only " + body.length + " of " + length + " bytes came");
        }
        head.removeIf(line -> isHeader(line, "expect") || isHeader(line, "connection"));
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes((String.join("\r\n", head) + "\r\nConnection: close\r\n\r\n").getBytes(ISO_8859_1));
        request.writeBytes(body);
        return Optional.of(request.toByteArray());
    }

    private static List<String> head(InputStream in) throws IOException {
        List<String> lines = new ArrayList<>();
        String line = line(in);
        while (!line.isEmpty()) {
            lines.add(line);
            line = line(in);
        }
        return lines;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int read = in.read();
        while (read >= 0 && read != '\n') {
            if (read != '\r') {
                line.append((char) read);
            }
            read = in.read();
        }
        return line.toString();
    }

    private static Optional<String> header(List<String> head, String name) {
        return head.stream()
                .filter(line -> isHeader(line, name))
                .map(line -> line.substring(name.length() + 1).trim())
                .findFirst();
    }

    private static boolean isHeader(String line, String name) {
        return line.toLowerCase(Locale.ROOT).startsWith(name + ":");
    }
}
