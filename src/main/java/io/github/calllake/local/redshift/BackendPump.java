package io.github.calllake.local.redshift;

import java.io.IOException;
import java.util.Optional;

/** Carries PostgreSQL's answers to a client, with Redshift's type numbers, tags and errors in them. */
final class BackendPump {
    private static final String SYNTAX_ERROR = "42601";

    /** What a COMMIT within a block meets inside a transaction; ALTER TABLE APPEND begins with one. */
    private static final String NO_COMMIT = "2D000";

    private static final String APPEND_TAG = "ALTER TABLE";

    private final WireInput backend;
    private final WireOutput client;
    private final Conversation conversation;
    private final TypeOids types;

    /** Statement of the current simple query, counted from 0. */
    private int statement;

    private HexColumns columns = HexColumns.NONE;

    /** Whether {@link #columns} are those of the rows that come now. */
    private boolean inRows;

    BackendPump(WireInput backend, WireOutput client, Conversation conversation, TypeOids types) {
        this.backend = backend;
        this.client = client;
        this.conversation = conversation;
        this.types = types;
    }

    /** Runs until PostgreSQL is gone, or the connection must end. */
    void run() throws IOException {
        try {
            int type = backend.readType();
            while (type >= 0 && forward(type, backend.readLength())) {
                type = backend.readType();
            }
            client.flush();
        } finally {
            conversation.end();
        }
    }

    private boolean forward(int type, int length) throws IOException {
        if (isHidden(type)) {
            backend.readBody(length);
            return true;
        }
        switch (type) {
            case '1' -> copyAnswer(type, length, Expected.Parse.class);
            case '2' -> copyAnswer(type, length, Expected.Bind.class);
            case '3' -> copyAnswer(type, length, Expected.Close.class);
            case 't' -> client.message(type, parameters(backend.readBody(length)));
            case 'T' -> rowDescription(backend.readBody(length));
            case 'n' -> noData(type, length);
            case 'D' -> row(type, length);
            case 'C' -> complete(backend.readBody(length));
            case 'I', 's' -> endOfStatement(type, length);
            case 'E' -> error(backend.readBody(length));
            case 'Z' -> ready(backend.readBody(length));
            case 'G', 'H', 'W' -> {
                // Neither side can be made to agree from here on where the statement ends.
                String message = "COPY from or to the client is not supported";
                client.message('E', ErrorResponse.fatal("0A000", message).toBytes());
                client.flush();
                return false;
            }
            default -> copy(type, length);
        }
        return true;
    }

    /** Answers to what the client has not sent, and notices about that; never errors. */
    private boolean isHidden(int type) {
        if (type != '1' && type != '2' && type != '3' && type != 'C' && type != 'N') {
            return false;
        }
        Optional<Expected> current = conversation.current();
        if (current.filter(Expected.Hidden.class::isInstance).isPresent()) {
            if (type != 'N') {
                conversation.answered(Expected.Hidden.class);
            }
            return true;
        }
        boolean hidden =
                queried().filter(query -> query.hidden().contains(statement)).isPresent();
        if (hidden && type == 'C') {
            statement++;
        }
        return hidden;
    }

    private void copy(int type, int length) throws IOException {
        client.header(type, length);
        backend.copyBody(length, client);
    }

    private void copyAnswer(int type, int length, Class<? extends Expected> kind) throws IOException {
        conversation.answered(kind);
        copy(type, length);
    }

    private byte[] parameters(byte[] message) throws ProtocolException {
        Body body = new Body(message);
        Optional<Described> statement = conversation
                .current()
                .filter(Expected.Describe.class::isInstance)
                .map(describe -> ((Expected.Describe) describe).described());
        int count = body.readShort();
        BodyWriter mapped = new BodyWriter().writeShort(count);
        for (int i = 0; i < count; i++) {
            int oid = types.toRedshift(body.readInt());
            int parameter = i;
            int given =
                    statement.map(described -> described.givenType(parameter)).orElse(0);
            // Drivers take no other type for a parameter than the one they gave: for bytes it is PostgreSQL's.
            mapped.writeInt(given == 0 ? oid : given);
        }
        return mapped.toBytes();
    }

    private void rowDescription(byte[] message) throws IOException {
        RowDescription description = RowDescription.read(message);
        Optional<Unloading> unloading = conversation
                .answered(Expected.Columns.class)
                .map(Expected.Columns::unloading)
                .or(this::unloading);
        if (unloading.isPresent()) {
            unloading.get().columns(description.forUnload(types));
            return;
        }
        Optional<Expected.Describe> described = conversation.answered(Expected.Describe.class);
        if (described
                .map(Expected.Describe::described)
                .filter(Described::isUnload)
                .isPresent()) {
            client.message('n', new byte[0]);
            return;
        }
        described.ifPresent(describe -> describe.described().describe(description.oids()));
        if (described.isEmpty()) {
            columns = HexColumns.of(description.oids(), description.formats());
            inRows = true;
        }
        client.message('T', description.toRedshift(types));
    }

    /** What takes the rows of the current statement in the client's place. */
    private Optional<Unloading> unloading() {
        return conversation
                .current()
                .flatMap(current -> current instanceof Expected.Execute execute
                        ? execute.unloading()
                        : current instanceof Expected.Query query ? query.unloading() : Optional.empty());
    }

    private void noData(int type, int length) throws IOException {
        conversation.answered(Expected.Describe.class).ifPresent(describe -> describe.described()
                .describe(new int[0]));
        copy(type, length);
    }

    private void row(int type, int length) throws IOException {
        Optional<Unloading> unloading = unloading();
        if (unloading.isPresent()) {
            unloading.get().row(backend.readBody(length));
            return;
        }
        if (!inRows) {
            inRows = true;
            columns = conversation
                    .current()
                    .filter(Expected.Execute.class::isInstance)
                    .map(current -> ((Expected.Execute) current).portal().hexColumns())
                    .orElse(HexColumns.NONE);
        }
        if (columns.isEmpty()) {
            copy(type, length);
        } else {
            client.message(type, columns.strip(backend.readBody(length)));
        }
    }

    private void complete(byte[] message) throws IOException {
        Optional<Unloading> unloading = unloading();
        if (unloading.isPresent()) {
            unloaded(unloading.get());
            return;
        }
        Optional<Expected.Execute> executed = conversation.answered(Expected.Execute.class);
        Optional<String> tag = executed.map(
                        execute -> execute.portal().prepared().translated())
                .or(this::queried)
                .map(translated -> translated.tags().get(statement));
        client.message(
                'C',
                tag.map(text -> new BodyWriter().writeString(text).toBytes()).orElse(message));
        if (executed.isEmpty()) {
            statement++;
        }
        inRows = false;
    }

    /** Tells of success. A failure is for {@link ClientPump}, which makes the transaction fail with it. */
    private void unloaded(Unloading unloading) throws IOException {
        Optional<Expected.Execute> executed = conversation.answered(Expected.Execute.class);
        try {
            long rows = unloading.finish();
            String message = "UNLOAD completed, " + rows + " record(s) unloaded successfully.";
            client.message('N', ErrorResponse.info(message).toBytes());
            client.message('C', new BodyWriter().writeString("UNLOAD").toBytes());
            executed.ifPresent(execute -> unloading.outcome().complete(Optional.empty()));
        } catch (RedshiftSqlException e) {
            executed.ifPresent(execute -> unloading.outcome().complete(Optional.of(e)));
        }
    }

    private Optional<Translated> queried() {
        return conversation.current().filter(Expected.Query.class::isInstance).map(query -> ((Expected.Query) query)
                .translated());
    }

    private void endOfStatement(int type, int length) throws IOException {
        conversation.answered(Expected.Execute.class);
        inRows = false;
        copy(type, length);
    }

    private void error(byte[] message) throws IOException {
        ErrorResponse response = ErrorResponse.read(message);
        Optional<Expected> current = conversation.current();
        Optional<RedshiftSqlException> refusal =
                response.sqlState().equals(SYNTAX_ERROR) ? current.flatMap(Expected::refusal) : Optional.empty();
        unloading()
                .or(() -> current.filter(Expected.Columns.class::isInstance)
                        .map(columns -> ((Expected.Columns) columns).unloading()))
                .ifPresent(Unloading::close);
        conversation.failed();
        if (refusal.isPresent()) {
            client.message('E', ErrorResponse.of(refusal.get()).toBytes());
        } else if (response.sqlState().equals(NO_COMMIT) && tag(current).equals(Optional.of(APPEND_TAG))) {
            client.message(
                    'E',
                    ErrorResponse.of(new RedshiftSqlException(
                                    "25001", "ALTER TABLE APPEND cannot run inside a transaction block"))
                            .toBytes());
        } else if (current.filter(Expected::isChanged).isPresent()) {
            client.message('E', response.withoutPosition().toBytes());
        } else {
            client.message('E', response.toBytes());
        }
    }

    private Optional<String> tag(Optional<Expected> answered) {
        return answered.map(expected -> expected instanceof Expected.Execute execute
                        ? execute.portal().prepared().translated()
                        : expected instanceof Expected.Query query ? query.translated() : Translated.unchanged(""))
                .map(translated -> translated.tags().get(statement));
    }

    private void ready(byte[] message) throws IOException {
        Optional<Unloading> unloading = unloading();
        conversation.ready(message.length > 0 && message[0] == 'E');
        statement = 0;
        inRows = false;
        Optional<RedshiftSqlException> failure = unloading.flatMap(Unloading::failure);
        if (failure.isEmpty()) {
            client.message('Z', message);
        }
        unloading.ifPresent(run -> {
            run.close();
            run.outcome().complete(failure);
        });
    }
}
