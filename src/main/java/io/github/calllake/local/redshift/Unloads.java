package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.Node.Kind;
import io.github.calllake.local.redshift.Node.Token;
import io.github.calllake.local.s3.S3Objects;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** UNLOAD: its query goes to PostgreSQL, whose rows {@link BackendPump} takes aside for an {@link Unloading}. Thread-safe. */
final class Unloads implements AutoCloseable {

    private final Optional<UnloadStorage> storage;
    private final Optional<S3Objects> objects;

    /** @param storage empty if there is no S3, and so no UNLOAD */
    Unloads(Optional<UnloadStorage> storage) {
        this.storage = storage;
        this.objects = storage.map(place -> new S3Objects(place.endpoint()));
    }

    /** How a run of a statement begins. */
    interface Plan {
        /** @throws RedshiftSqlException if the target does not do */
        Unloading begin();
    }

    /** @param rules translate the query as if it stood alone */
    Rendition translate(List<Node> nodes, Function<List<Node>, Rendition> rules) {
        if (storage.isEmpty() || objects.isEmpty()) {
            throw RedshiftSqlException.notEmulated("UNLOAD without an S3");
        }
        UnloadParser parser = new UnloadParser(nodes);
        UnloadStatement statement = parser.statement();
        List<Node> query = query(parser.query());
        return rules.apply(query)
                .unloading(() ->
                        Unloading.begin(statement, objects.get(), storage.get().staging()));
    }

    private static List<Node> query(String text) {
        List<List<Node>> statements = Tokenizer.statements(text);
        if (statements.size() != 1) {
            throw RedshiftSqlException.syntaxError(statements.isEmpty() ? "'" : ";");
        }
        List<Node> query = statements.get(0);
        String first = RedshiftTranslator.firstWord(query);
        if (!first.equals("SELECT") && !first.equals("WITH") && !query.get(0).isParens()) {
            throw RedshiftSqlException.syntaxError(TypeRules.textOf(query.get(0)));
        }
        refuseOuterLimit(query);
        refuseParameters(query);
        return query;
    }

    /**
     * A LIMIT is for inner queries only; of several SELECTs that a set operator joins, the last one's is the outermost.
     *
     * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/r_UNLOAD.html#unload-usage-limit-clause">Limit clause</a>
     */
    private static void refuseOuterLimit(List<Node> query) {
        for (int i = 0; i < query.size(); i++) {
            boolean top =
                    query.get(i).isWord("TOP") && i > 0 && query.get(i - 1).isWord("SELECT");
            boolean limit = query.get(i).isWord("LIMIT") || query.get(i).isWord("OFFSET");
            boolean name =
                    i > 0 && (query.get(i - 1).isSymbol(".") || query.get(i - 1).isWord("AS"));
            if ((top || limit) && !name) {
                throw new RedshiftSqlException("0A000", "Limit clause is not supported");
            }
        }
        if (query.size() == 1 && query.get(0) instanceof Node.Group group) {
            refuseOuterLimit(group.children());
        }
    }

    private static void refuseParameters(List<Node> nodes) {
        for (Node node : nodes) {
            if (node instanceof Node.Group group) {
                refuseParameters(group.children());
            } else if (((Token) node).kind() == Kind.PARAMETER) {
                throw new RedshiftSqlException("42P02", "there is no parameter " + ((Token) node).text());
            }
        }
    }

    @Override
    public void close() {
        objects.ifPresent(S3Objects::close);
    }
}
