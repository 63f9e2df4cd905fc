package io.github.calllake.local.redshift;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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

    /** Of a provisioned cluster, whose message for it is the one here. */
    private static final int MOST_CONNECTIONS = 500;

    private final PostgresSource postgres;
    private final String database;
    private final SqlTranslator translator;
    private final Users users;
    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newCachedThreadPool(daemons());
    private final Set<FrontConnection> connections = ConcurrentHashMap.newKeySet();

    /** Those that have a session, and whose. */
    private final Map<FrontConnection, String> admitted = new HashMap<>();

    private RedshiftFront(
            PostgresSource postgres, String database, SqlTranslator translator, Users users, ServerSocket listener) {
        this.postgres = postgres;
        this.database = database;
        this.translator = translator;
        this.users = users;
        this.listener = listener;
    }

    /**
     * Starts.
     *
     * @param database the one that clients can have; made ready for them
     * @param user a superuser of Redshift, and an ordinary user of PostgreSQL; lower case
     * @param password ASCII without quotes, backslashes and spaces
     * @param port on 127.0.0.1, or 0 for a free one
     */
    static RedshiftFront start(
            PostgresSource postgres, String database, SqlTranslator translator, String user, String password, int port)
            throws IOException, SQLException {
        if (!user.matches("[a-z_][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException("not a plain user name: " + user);
        }
        if (!password.matches("[!-~&&[^'\"\\\\]]+")) {
            throw new IllegalArgumentException("the password has characters that are not taken, or none");
        }
        Users users = Users.open(() -> postgres.connect(database), user, password);
        ServerSocket listener = new ServerSocket();
        try {
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), MOST_CONNECTIONS);
        } catch (IOException e) {
            listener.close();
            throw new IOException("cannot listen on port " + port + " of 127.0.0.1", e);
        }
        RedshiftFront front = new RedshiftFront(postgres, database, translator, users, listener);
        front.threads.execute(front::accept);
        return front;
    }

    int port() {
        return listener.getLocalPort();
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
        closeUsers();
    }

    private void closeUsers() throws IOException {
        try {
            users.close();
        } catch (SQLException e) {
            throw new IOException("the connection for users does not close", e);
        }
    }

    /**
     * Who that is, if anybody.
     *
     * @throws SessionRefusedException if PostgreSQL does not tell
     */
    Optional<Login> find(String user) throws SessionRefusedException {
        try {
            return users.find(user);
        } catch (SQLException e) {
            LOG.warn("PostgreSQL does not tell who may log in", e);
            throw refused("57P03", "the database system is not available: " + e.getMessage());
        }
    }

    /**
     * Counts a client in that has told its password.
     *
     * @throws SessionRefusedException if there are too many, or it asks for another database
     */
    synchronized void admit(FrontConnection connection, Startup.Session session, Login login)
            throws SessionRefusedException {
        if (!session.database().equals(database)) {
            throw refused("3D000", "database \"" + session.database() + "\" does not exist");
        }
        long all = admitted.size();
        long own = admitted.values().stream().filter(session.user()::equals).count();
        if (all >= MOST_CONNECTIONS) {
            throw refused("53300", "connection limit \"" + MOST_CONNECTIONS + "\" exceeded for non-bootstrap users");
        }
        if (!login.superuser() && own >= login.connectionLimit().orElse(MOST_CONNECTIONS)) {
            throw refused("53300", "too many connections for user \"" + session.user() + "\"");
        }
        admitted.put(connection, session.user());
    }

    private static SessionRefusedException refused(String sqlState, String message) {
        return new SessionRefusedException(ErrorResponse.fatal(sqlState, message));
    }

    /** A session of PostgreSQL, in the client's own name. */
    Backend login(Startup.Session session, Login login) throws IOException {
        Map<String, String> parameters = session.forPostgres();
        login.sessionTimeout().ifPresent(seconds -> parameters.put("idle_session_timeout", seconds + "s"));
        return Backend.login(postgres.address(), session.user(), login.postgresPassword(), parameters);
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

    synchronized void ended(FrontConnection connection) {
        connections.remove(connection);
        admitted.remove(connection);
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

    private static ThreadFactory daemons() {
        AtomicInteger number = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, "local-redshift-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
