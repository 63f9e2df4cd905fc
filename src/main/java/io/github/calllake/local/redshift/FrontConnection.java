package io.github.calllake.local.redshift;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client of the front. Run by one thread; a second one carries the answers back. May be closed by any. */
final class FrontConnection implements Runnable, AutoCloseable {
    /** Of the PostgreSQL that Redshift came from, and says it is. */
    static final String SERVER_VERSION = "8.0.2";

    private static final Logger LOG = LoggerFactory.getLogger(FrontConnection.class);

    private static final int LOGIN_MILLIS = 60_000;
    private static final int MD5_REQUEST = 5;
    private static final int SALT_BYTES = 4;

    private static final String SUPER_OID =
            "SELECT oid FROM pg_catalog.pg_type WHERE typname = 'super' AND typtype = 'b' ORDER BY typnamespace, oid LIMIT 1";

    /** What Redshift reports of itself; its driver reads the first two and the last two. */
    private static final Map<String, String> REDSHIFT = Map.of(
            "server_version", SERVER_VERSION,
            "server_protocol_version", "0",
            "padb_revision", "local",
            "padb_version", "1.0",
            "datashare_enabled", "off",
            "external_database", "off");

    private final RedshiftFront front;
    private final Socket socket;
    private final WireOutput out;
    private final WireInput in;

    FrontConnection(RedshiftFront front, Socket socket) throws IOException {
        this.front = front;
        this.socket = socket;
        this.out = new WireOutput(socket.getOutputStream());
        this.in = new WireInput(socket.getInputStream(), out);
    }

    @Override
    public void run() {
        try (this) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(LOGIN_MILLIS);
            Startup startup = Startup.read(in, out);
            if (startup instanceof Startup.Session session) {
                serve(session);
            } else if (startup instanceof Startup.Cancel cancel) {
                cancel(cancel);
            } else if (startup instanceof Startup.Unsupported other) {
                fatal("0A000", "unsupported frontend protocol " + other.major() + "." + other.minor());
            }
        } catch (SocketTimeoutException e) {
            LOG.debug("a client did not log in in time");
        } catch (ProtocolException e) {
            LOG.debug("a client is not understood: {}", e.getMessage());
        } catch (IOException e) {
            // Mostly a client that is gone, or the front closing.
            LOG.debug("a connection ended: {}", e.toString());
        } finally {
            front.ended(this);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void serve(Startup.Session session) throws IOException {
        negotiate(session);
        try {
            Optional<Login> login = authenticate(session.user());
            if (login.isEmpty()) {
                fatal("28000", "password authentication failed for user \"" + session.user() + "\"");
                return;
            }
            front.admit(this, session, login.get());
            converse(session, login.get());
        } catch (SessionRefusedException e) {
            fatal(e.response().sqlState(), e.response().message());
        }
    }

    private void converse(Startup.Session session, Login login) throws IOException {
        try (Backend backend = front.login(session, login);
                SqlTranslator.Session translator = front.translator(session)) {
            TypeOids types = types(backend);
            welcome(backend, login);
            socket.setSoTimeout(0);
            // A client whose machine is gone says nothing any more.
            socket.setKeepAlive(true);
            carry(backend, translator, types);
        }
    }

    /** Only version 3.0 is spoken, without options. */
    private void negotiate(Startup.Session session) throws IOException {
        List<String> unknown = session.unknownOptions();
        if (session.minorVersion() == 0 && unknown.isEmpty()) {
            return;
        }
        BodyWriter body = new BodyWriter().writeInt(0).writeInt(unknown.size());
        unknown.forEach(body::writeString);
        out.message('v', body.toBytes());
    }

    /** Asks for the password, whether or not there is such a user: a client is not told which of the two was wrong. */
    private Optional<Login> authenticate(String user) throws IOException {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        out.message('R', new BodyWriter().writeInt(MD5_REQUEST).write(salt).toBytes());
        int type = in.readType();
        if (type < 0) {
            throw new EOFException("the client has no password to tell");
        }
        int length = in.readLength();
        if (type != 'p' || length > Startup.MAX_BYTES) {
            throw new ProtocolException("a password was expected");
        }
        String answer = new Body(in.readBody(length)).readString();
        return front.find(user).filter(login -> matches(login, salt, answer));
    }

    private static boolean matches(Login login, byte[] salt, String answer) {
        byte[] expected = Md5Password.of(login.digest(), salt).getBytes(StandardCharsets.US_ASCII);
        return !login.digest().isEmpty() && MessageDigest.isEqual(expected, answer.getBytes(StandardCharsets.UTF_8));
    }

    private static TypeOids types(Backend backend) throws IOException {
        List<String> oids = backend.query(SUPER_OID);
        return new TypeOids(oids.isEmpty() ? 0 : Integer.parseUnsignedInt(oids.get(0)));
    }

    private void welcome(Backend backend, Login login) throws IOException {
        out.message('R', new BodyWriter().writeInt(0).toBytes());
        Map<String, String> parameters = new TreeMap<>(backend.parameters());
        parameters.putAll(REDSHIFT);
        parameters.put("is_superuser", login.superuser() ? "on" : "off");
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            BodyWriter status = new BodyWriter().writeString(parameter.getKey()).writeString(parameter.getValue());
            out.message('S', status.toBytes());
        }
        out.message('K', backend.cancelKey());
        out.message('Z', new byte[] {'I'});
        out.flush();
    }

    private void carry(Backend backend, SqlTranslator.Session translator, TypeOids types) throws IOException {
        Conversation conversation = new Conversation();
        in.answerTo(backend.out());
        backend.in().answerTo(out);
        BackendPump answers = new BackendPump(backend.in(), out, conversation, types);
        try {
            front.execute(() -> answer(answers));
            new ClientPump(in, backend.out(), conversation, translator, types).run();
        } catch (RejectedExecutionException e) {
            LOG.debug("the front is closing");
        }
    }

    private void answer(BackendPump answers) {
        // However PostgreSQL ends, the client is told by the end of its connection.
        try (this) {
            answers.run();
        } catch (IOException e) {
            LOG.debug("answers ended: {}", e.toString());
        }
    }

    /** Answered by closing, whether or not anything was cancelled. */
    private void cancel(Startup.Cancel cancel) throws IOException {
        try (Socket postgres = Backend.open(front.address())) {
            WireOutput request = new WireOutput(postgres.getOutputStream());
            request.writeInt(cancel.message().length + WireInput.LENGTH_BYTES);
            request.write(cancel.message(), 0, cancel.message().length);
            request.flush();
            postgres.setSoTimeout(LOGIN_MILLIS);
            int end = postgres.getInputStream().read();
            LOG.debug("cancel request was answered by {}", end);
        }
    }

    private void fatal(String sqlState, String message) throws IOException {
        out.message('E', ErrorResponse.fatal(sqlState, message).toBytes());
        out.flush();
    }
}
