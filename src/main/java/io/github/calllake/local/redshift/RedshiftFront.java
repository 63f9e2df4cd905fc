package io.github.calllake.local.redshift;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Speaks to Redshift's driver on a loopback port and passes on to PostgreSQL: startup parameters, type numbers, tags and SQL are turned
 * from the one's into the other's. Any client of PostgreSQL's protocol, version 3, can log in.
 *
 * <p>Thread-safe.
 */
final class RedshiftFront implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedshiftFront.class);

    private static final int END_SECONDS = 10;

    private final PostgresSource postgres;
    private final SqlTranslator translator;
    private final String user;
    private final String password;
    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newCachedThreadPool(daemons());
    private final Set<FrontConnection> connections = ConcurrentHashMap.newKeySet();

    private RedshiftFront(
            PostgresSource postgres, SqlTranslator translator, String user, String password, ServerSocket listener) {
        this.postgres = postgres;
        this.translator = translator;
        this.user = user;
        this.password = password;
        this.listener = listener;
    }

    /** Starts on a free port. */
    static RedshiftFront start(PostgresSource postgres, SqlTranslator translator, String user, String password)
            throws IOException, SQLException {
        return start(postgres, translator, user, password, 0);
    }

    /**
     * @param user the one user who can log in, lower case; made a superuser of PostgreSQL
     * @param password ASCII without quotes, backslashes and spaces
     * @param port on 127.0.0.1, or 0 for a free one
     */
    static RedshiftFront start(
            PostgresSource postgres, SqlTranslator translator, String user, String password, int port)
            throws IOException, SQLException {
        if (!user.matches("[a-z_][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException("not a plain user name: " + user);
        }
        if (!password.matches("[!-~&&[^'\"\\\\]]+")) {
            throw new IllegalArgumentException("the password has characters that are not taken, or none");
        }
        makeUser(postgres, user, password);
        ServerSocket listener = new ServerSocket();
        try {
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
        } catch (IOException e) {
            listener.close();
            throw new IOException("cannot listen on port " + port + " of 127.0.0.1", e);
        }
        RedshiftFront front = new RedshiftFront(postgres, translator, user, password, listener);
        front.threads.execute(front::accept);
        return front;
    }

    int port() {
        return listener.getLocalPort();
    }

    String user() {
        return user;
    }

    String password() {
        return password;
    }

    SocketAddress address() {
        return postgres.address();
    }

    /** Ends all connections. */
    @Override
    public void close() throws IOException {
        threads.shutdown();
        listener.close();
        connections.forEach(this::end);
        try {
            if (!threads.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("connections of the local Redshift do not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A session of PostgreSQL for a client that was let in. */
    Backend login(Startup.Session session) throws IOException {
        String secret = user.equals(postgres.user()) ? postgres.password() : password;
        return Backend.login(postgres.address(), user, secret, session.forPostgres());
    }

    SqlTranslator.Session translator(Startup.Session session) throws SessionRefusedException {
        try {
            return translator.open(session.user(), session.database());
        } catch (RuntimeException e) {
            RedshiftSqlException refusal = refusal(e);
            String message = String.valueOf(refusal.getMessage());
            throw new SessionRefusedException(ErrorResponse.fatal(refusal.sqlState(), message));
        }
    }

    /** What a client is told of a failure in the translator. */
    static RedshiftSqlException refusal(RuntimeException failure) {
        if (failure instanceof RedshiftSqlException refusal) {
            return refusal;
        }
        // Neither its message nor a whole trace with it: they may quote the statement.
        StackTraceElement[] trace = failure.getStackTrace();
        LOG.error(
                "the local Redshift failed on a statement: {} at {}",
                failure.getClass().getName(),
                trace.length == 0 ? "an unknown place" : trace[0]);
        return new RedshiftSqlException("XX000", "the local Redshift failed: " + failure);
    }

    void execute(Runnable work) {
        threads.execute(work);
    }

    void ended(FrontConnection connection) {
        connections.remove(connection);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                serve(listener.accept());
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    LOG.warn("a client could not be taken: {}", e.toString());
                }
            }
        }
    }

    private void serve(Socket socket) throws IOException {
        FrontConnection connection = new FrontConnection(this, socket);
        connections.add(connection);
        try {
            threads.execute(connection);
        } catch (RejectedExecutionException e) {
            // Closing: nobody else would.
            end(connection);
        }
    }

    private void end(FrontConnection connection) {
        try {
            connection.close();
        } catch (IOException e) {
            LOG.debug("a connection could not be closed: {}", e.toString());
        }
    }

    /** The front's user is a user of PostgreSQL's too, so that SQL sees the name. */
    private static void makeUser(PostgresSource postgres, String user, String password) throws SQLException {
        if (user.equals(postgres.user())) {
            return;
        }
        try (Connection connection = postgres.connect("postgres");
                Statement statement = connection.createStatement()) {
            String verb = exists(statement, user) ? "ALTER" : "CREATE";
            statement.execute(verb + " ROLE \"" + user + "\" SUPERUSER LOGIN PASSWORD '" + password + "'");
        }
    }

    private static boolean exists(Statement statement, String user) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT 1 FROM pg_roles WHERE rolname = '" + user + "'")) {
            return rows.next();
        }
    }

    private static ThreadFactory daemons() {
        AtomicInteger number = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, "local-redshift-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
