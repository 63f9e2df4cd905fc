package io.github.calllake.local.redshift;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Carries what a client says to PostgreSQL, its SQL translated. Where a text is refused, PostgreSQL gets one that cannot be parsed
 * instead, and {@link BackendPump} puts the refusal in the place of its error: so the transaction fails, the rest of an extended
 * query is skipped and the order of answers is kept, as a server would.
 */
final class ClientPump {
    /** Of one statement, <a href="https://docs.aws.amazon.com/redshift/latest/dg/c_redshift-sql.html">says AWS</a>. */
    private static final int MAX_STATEMENT_BYTES = 16 * 1024 * 1024;

    /** Of the values of one statement; the largest of one is 16 MB, twice that in hexadecimal text. */
    private static final int MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

    /** No statement of any language; PostgreSQL's error 42601 for it is replaced. */
    private static final String UNPARSABLE = "refused";

    private static final String REFUSED_NAME = "call lake refused";

    private static final String COMMIT_NAME = "call lake commit";

    /** How often a wait for an UNLOAD looks whether there is still something to wait for. */
    private static final long UNLOAD_LOOK_MILLIS = 20;

    /** What the driver sends for {@code Connection.setReadOnly}; PostgreSQL has no such setting. */
    private static final Pattern READ_ONLY =
            Pattern.compile("\\s*SET\\s+readonly\\s*(?:=|TO)\\s*'?(\\w+)'?\\s*;?\\s*", Pattern.CASE_INSENSITIVE);

    private final WireInput client;
    private final WireOutput backend;
    private final Conversation conversation;
    private final SqlTranslator.Session translator;
    private final TypeOids types;
    private final Map<String, Prepared> statements = new HashMap<>();
    private final Map<String, Portal> portals = new HashMap<>();

    ClientPump(
            WireInput client,
            WireOutput backend,
            Conversation conversation,
            SqlTranslator.Session translator,
            TypeOids types) {
        this.client = client;
        this.backend = backend;
        this.conversation = conversation;
        this.translator = translator;
        this.types = types;
    }

    /** Runs until the client says goodbye or is gone. */
    void run() throws IOException {
        int type = client.readType();
        while (type >= 0 && type != 'X') {
            forward(type, client.readLength());
            type = client.readType();
        }
        backend.message('X', new byte[0]);
        backend.flush();
    }

    private void forward(int type, int length) throws IOException {
        switch (type) {
            case 'Q' -> query(length);
            case 'P' -> parse(length);
            case 'B' -> bind(length);
            case 'D' -> describe(read(length));
            case 'E' -> execute(read(length));
            case 'C' -> closeTarget(read(length));
            case 'S' -> pass(type, length, new Expected.Sync());
            case 'F' -> functionCall(length);
            default -> {
                backend.header(type, length);
                client.copyBody(length, backend);
            }
        }
    }

    private void pass(int type, int length, Expected expected) throws IOException {
        conversation.expect(expected);
        backend.header(type, length);
        client.copyBody(length, backend);
    }

    /** It would reach any function, large objects among them, past all rules. */
    private void functionCall(int length) throws IOException {
        client.skipBody(length);
        refuseQuery(new RedshiftSqlException("0A000", "function calls by number are not supported"));
    }

    private void refuseQuery(RedshiftSqlException refusal) throws IOException {
        conversation.expect(new Expected.Query(Translated.unchanged(""), true, Optional.of(refusal)));
        backend.message('Q', new BodyWriter().writeString(UNPARSABLE).toBytes());
    }

    private void query(int length) throws IOException {
        try {
            String sql = new Body(readStatement(length)).readSql();
            Translated translated = translate(sql);
            Optional<Unloading> unloading = before(translated);
            boolean changed = !translated.sql().equals(sql);
            conversation.expect(new Expected.Query(translated, changed, Optional.empty(), unloading));
            backend.message('Q', new BodyWriter().writeString(translated.sql()).toBytes());
            if (unloading.isPresent()) {
                awaitUnload(unloading.get()).ifPresent(failure -> {
                    throw failure;
                });
            }
        } catch (RedshiftSqlException e) {
            refuseQuery(e);
        }
    }

    private void parse(int length) throws IOException {
        try {
            Body body = new Body(readStatement(length));
            String name = body.readString();
            String sql = body.readSql();
            Translated translated = translate(sql);
            boolean changed = !translated.prepared().equals(sql);
            BodyWriter message = new BodyWriter().writeString(name).writeString(translated.prepared());
            int[] parameters = new int[body.readShort()];
            message.writeShort(parameters.length);
            for (int i = 0; i < parameters.length; i++) {
                parameters[i] = body.readInt();
                message.writeInt(types.toPostgres(parameters[i]));
            }
            statements.put(name, new Prepared(translated, changed, parameters));
            conversation.expect(new Expected.Parse(changed, Optional.empty()));
            backend.message('P', message.toBytes());
        } catch (RedshiftSqlException e) {
            refuse(e);
        }
    }

    private void bind(int length) throws IOException {
        if (length <= MAX_MESSAGE_BYTES) {
            bind(client.readBody(length));
            return;
        }
        client.skipBody(length);
        refuse(new RedshiftSqlException(
                "54000",
                "not emulated locally: parameters of " + length + " bytes in one statement, more than "
                        + MAX_MESSAGE_BYTES));
    }

    private void bind(byte[] message) throws IOException {
        Body body = new Body(message);
        String portal = body.readString();
        String statement = body.readString();
        body.skip(Short.BYTES * body.readShort());
        int parameters = body.readShort();
        for (int i = 0; i < parameters; i++) {
            body.skip(Math.max(body.readInt(), 0));
        }
        int formats = body.position();
        Portal bound = new Portal(statement(statement), body.readShorts(body.readShort()));
        portals.put(portal, bound);
        conversation.expect(new Expected.Bind());
        backend.message('B', bound.isUnload() ? inText(message, formats) : message);
    }

    /** The rows of an UNLOAD are read here, whatever the client would have liked. */
    private static byte[] inText(byte[] bind, int formats) {
        return new BodyWriter().write(bind, 0, formats).writeShort(0).toBytes();
    }

    private void describe(byte[] message) throws IOException {
        Body body = new Body(message);
        int kind = body.readByte();
        String name = body.readString();
        conversation.expect(new Expected.Describe(kind == 'S' ? statement(name) : portal(name)));
        backend.message('D', message);
    }

    private void execute(byte[] message) throws IOException {
        String name = new Body(message).readString();
        Portal portal = portal(name);
        Optional<Unloading> unloading;
        try {
            unloading = before(portal.prepared().translated());
        } catch (RedshiftSqlException e) {
            refuse(e);
            return;
        }
        if (unloading.isPresent()) {
            unload(name, portal, unloading.get());
            return;
        }
        conversation.expect(new Expected.Execute(portal, Optional.empty()));
        backend.message('E', message);
        if (portal.prepared().translated().commits()) {
            commit();
        }
    }

    /** All rows at once, and their columns first. */
    private void unload(String name, Portal portal, Unloading unloading) throws IOException {
        conversation.expect(new Expected.Columns(unloading));
        backend.message('D', new BodyWriter().writeByte('P').writeString(name).toBytes());
        conversation.expect(new Expected.Execute(portal, Optional.of(unloading)));
        backend.message('E', new BodyWriter().writeString(name).writeInt(0).toBytes());
        backend.message('H', new byte[0]);
        Optional<RedshiftSqlException> failure = awaitUnload(unloading);
        if (failure.isPresent()) {
            refuse(failure.get());
        }
    }

    /** What the client must be told instead of success; empty also if it has been told of a failure. */
    private Optional<RedshiftSqlException> awaitUnload(Unloading unloading) throws IOException {
        backend.flush();
        while (true) {
            try {
                return unloading.outcome().get(UNLOAD_LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (conversation.isOver() || conversation.isSkipped()) {
                    unloading.close();
                    return Optional.empty();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted during an UNLOAD");
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
    }

    /** Within the client's extended query: if what comes before fails, PostgreSQL skips it. */
    private void commit() throws IOException {
        hidden('C', new BodyWriter().writeByte('S').writeString(COMMIT_NAME));
        hidden(
                'P',
                new BodyWriter().writeString(COMMIT_NAME).writeString("COMMIT").writeShort(0));
        hidden(
                'B',
                new BodyWriter()
                        .writeString(COMMIT_NAME)
                        .writeString(COMMIT_NAME)
                        .writeShort(0)
                        .writeShort(0)
                        .writeShort(0));
        hidden('E', new BodyWriter().writeString(COMMIT_NAME).writeInt(0));
    }

    private void hidden(int type, BodyWriter message) throws IOException {
        conversation.expect(new Expected.Hidden());
        backend.message(type, message.toBytes());
    }

    private void closeTarget(byte[] message) throws IOException {
        Body body = new Body(message);
        int kind = body.readByte();
        String name = body.readString();
        if (kind == 'S') {
            statements.remove(name);
        } else {
            portals.remove(name);
        }
        conversation.expect(new Expected.Close());
        backend.message('C', message);
    }

    /** What PostgreSQL does not know, such as a statement made by SQL's PREPARE, is not known to be changed. */
    private Prepared statement(String name) {
        return statements.getOrDefault(name, new Prepared(Translated.unchanged(""), false));
    }

    private Portal portal(String name) {
        return portals.getOrDefault(name, new Portal(statement(""), new int[0]));
    }

    private Translated translate(String sql) {
        Matcher readOnly = READ_ONLY.matcher(sql);
        if (readOnly.matches()) {
            boolean on = readOnly.group(1).matches("(?i)1|on|true|yes");
            return Translated.unchanged("SET SESSION CHARACTERISTICS AS TRANSACTION READ " + (on ? "ONLY" : "WRITE"));
        }
        try {
            return translator.translate(sql);
        } catch (RuntimeException e) {
            throw RedshiftFront.refusal(e);
        }
    }

    /**
     * Not in a failed transaction, where PostgreSQL refuses the statement itself.
     *
     * @return the beginning of an UNLOAD, if the statement is one
     */
    private Optional<Unloading> before(Translated translated) {
        if (conversation.isInFailedTransaction()) {
            return Optional.empty();
        }
        try {
            translated.before().run();
            return translated.unload().map(Unloads.Plan::begin);
        } catch (RuntimeException e) {
            throw RedshiftFront.refusal(e);
        }
    }

    private void refuse(RedshiftSqlException refusal) throws IOException {
        conversation.expect(new Expected.Parse(true, Optional.of(refusal)));
        byte[] body = new BodyWriter()
                .writeString(REFUSED_NAME)
                .writeString(UNPARSABLE)
                .writeShort(0)
                .toBytes();
        backend.message('P', body);
    }

    private byte[] readStatement(int length) throws IOException {
        if (length <= MAX_STATEMENT_BYTES) {
            return client.readBody(length);
        }
        client.skipBody(length);
        throw new RedshiftSqlException(
                "54000",
                "Statement is too large. Statement Size: " + length + " bytes. Maximum Allowed: " + MAX_STATEMENT_BYTES
                        + " bytes");
    }

    private byte[] read(int length) throws IOException {
        if (length > MAX_MESSAGE_BYTES) {
            throw new ProtocolException("a message of " + length + " bytes is too large");
        }
        return client.readBody(length);
    }
}
