package io.github.calllake.local.redshift;

import java.util.List;

/**
 * The body of a streaming view, in PostgreSQL's SQL, around the name of the relation it reads: {@code head + relation + tail}.
 *
 * @param head ends in FROM
 * @param tail begins with the relation's alias
 */
record StreamBody(String head, String tail) {

    private static final String COLUMNS =
            "approximate_arrival_timestamp, partition_key, shard_id, sequence_number, refresh_time, kinesis_data";

    /** @param body one query over one relation, its paths rewritten, its functions not yet */
    static StreamBody of(List<Node> body, QualifiedName source) {
        List<Node> translated = Functions.rewrite(selectsAll(body) ? body : ParsedOnce.rewrite(body));
        int from = 0;
        while (!translated.get(from).isWord("FROM")) {
            from++;
        }
        int afterName = ColumnPath.read(translated, from + 1).end();
        List<Node> tail = translated.subList(afterName, translated.size());
        boolean aliased = !tail.isEmpty()
                && (tail.get(0).isWord("AS")
                        || (tail.get(0).isName() && !tail.get(0).isWord("WHERE")));
        String alias = aliased ? "" : " AS " + Node.quoteName(source.name());
        String head = Node.text(translated.subList(0, from + 1));
        return selectsAll(body)
                ? new StreamBody(head + " (SELECT " + COLUMNS + " FROM", ")" + alias + Node.text(tail))
                : new StreamBody(head, alias + Node.text(tail));
    }

    /** A star must not show the helper columns. */
    private static boolean selectsAll(List<Node> body) {
        for (int i = 1; i < body.size(); i++) {
            Node previous = body.get(i - 1);
            boolean operand = previous.isWord("SELECT") || previous.isSymbol(",") || previous.isSymbol(".");
            if (operand && body.get(i).isSymbol("*")) {
                return true;
            }
        }
        return false;
    }
}
