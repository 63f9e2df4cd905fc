package io.github.calllake.local.redshift;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One connection to PostgreSQL, spoken in its protocol. Logged in when made. One thread may write while another reads. */
final class Backend implements AutoCloseable {
    private static final int PROTOCOL_3_0 = 3 << 16;
    private static final int CONNECT_MILLIS = 10_000;

    private final Socket socket;
    private final WireOutput out;
    private final WireInput in;
    private final Map<String, String> parameters = new TreeMap<>();
    private byte[] cancelKey = {};

    private Backend(Socket socket) throws IOException {
        this.socket = socket;
        this.out = new WireOutput(socket.getOutputStream());
        this.in = new WireInput(socket.getInputStream(), out);
    }

    /**
     * @param parameters of the startup message, without the user
     * @throws SessionRefusedException if PostgreSQL refuses
     */
    static Backend login(SocketAddress address, String user, String password, Map<String, String> parameters)
            throws IOException {
        Backend backend = new Backend(open(address));
        try {
            backend.sendStartup(user, parameters);
            backend.authenticate(user, password);
            backend.untilReady();
            return backend;
        } catch (IOException | RuntimeException e) {
            backend.close();
            throw e;
        }
    }

    /** A plain socket, without a word said. */
    static Socket open(SocketAddress address) throws IOException {
        Socket socket = address instanceof UnixDomainSocketAddress unix ? new UnixSocket(unix) : new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(address, CONNECT_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    WireOutput out() {
        return out;
    }

    WireInput in() {
        return in;
    }

    /** What PostgreSQL reports of itself and of the session. */
    Map<String, String> parameters() {
        return parameters;
    }

    /** Body of BackendKeyData. */
    byte[] cancelKey() {
        return cancelKey;
    }

    /** Runs one statement before a client has the connection; the first column of each row. */
    List<String> query(String sql) throws IOException {
        out.message('Q', new BodyWriter().writeString(sql).toBytes());
        return untilReady();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void sendStartup(String user, Map<String, String> others) throws IOException {
        BodyWriter body =
                new BodyWriter().writeInt(PROTOCOL_3_0).writeString("user").writeString(user);
        others.forEach((name, value) -> body.writeString(name).writeString(value));
        byte[] bytes = body.writeByte(0).toBytes();
        out.writeInt(bytes.length + WireInput.LENGTH_BYTES);
        out.write(bytes, 0, bytes.length);
    }

    private void authenticate(String user, String password) throws IOException {
        ScramClient scram = new ScramClient(password);
        while (true) {
            Body request = new Body(read('R'));
            int kind = request.readInt();
            switch (kind) {
                case 0 -> {
                    return;
                }
                case 3 -> answer(new BodyWriter().writeString(password));
                case 5 -> answer(new BodyWriter().writeString(Md5Password.of(user, password, rest(request))));
                case 10 -> answer(firstOf(scram));
                case 11 -> answer(new BodyWriter().write(utf8(scram.last(text(request)))));
                case 12 -> scram.verify(text(request));
                default ->
                    throw new ProtocolException("PostgreSQL asks for authentication " + kind
                            + "; password, md5 and scram-sha-256 are supported");
            }
        }
    }

    private static BodyWriter firstOf(ScramClient scram) {
        byte[] first = utf8(scram.first());
        return new BodyWriter()
                .writeString(ScramClient.MECHANISM)
                .writeInt(first.length)
                .write(first);
    }

    private void answer(BodyWriter body) throws IOException {
        out.message('p', body.toBytes());
    }

    private List<String> untilReady() throws IOException {
        List<String> values = new ArrayList<>();
        while (true) {
            int type = in.readType();
            byte[] body = body(type);
            switch (type) {
                case 'S' -> report(new Body(body));
                case 'K' -> cancelKey = body;
                case 'D' -> values.add(firstColumn(new Body(body)));
                case 'E' -> throw new SessionRefusedException(ErrorResponse.read(body));
                case 'Z' -> {
                    return values;
                }
                default -> {
                    // Tags, descriptions and notices have nothing to tell here.
                }
            }
        }
    }

    private void report(Body status) throws ProtocolException {
        parameters.put(status.readString(), status.readString());
    }

    private static String firstColumn(Body row) throws ProtocolException {
        row.readShort();
        int length = row.readInt();
        return length < 0 ? "" : new String(row.readBytes(length), StandardCharsets.UTF_8);
    }

    private byte[] read(int expectedType) throws IOException {
        while (true) {
            int type = in.readType();
            byte[] body = body(type);
            if (type == 'E') {
                throw new SessionRefusedException(ErrorResponse.read(body));
            }
            if (type == expectedType) {
                return body;
            }
        }
    }

    private byte[] body(int type) throws IOException {
        if (type < 0) {
            throw new EOFException("PostgreSQL has closed the connection");
        }
        return in.readBody(in.readLength());
    }

    private static String text(Body body) throws ProtocolException {
        return new String(rest(body), StandardCharsets.UTF_8);
    }

    private static byte[] rest(Body body) throws ProtocolException {
        return body.readBytes(body.remaining());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
