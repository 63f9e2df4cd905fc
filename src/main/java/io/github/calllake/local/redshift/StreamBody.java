package io.github.calllake.local.redshift;

import java.util.List;

/**
 * The body of a streaming view, in PostgreSQL's SQL, around the name of the relation it reads: {@code head + relation + tail}.
 *
 * @param head ends in FROM
 * @param tail begins with the relation's alias
 */
record StreamBody(String head, String tail) {

    /** @param body one query over one relation, translated */
    static StreamBody of(List<Node> body, QualifiedName source) {
        int from = 0;
        while (!body.get(from).isWord("FROM")) {
            from++;
        }
        int afterName = Path.read(body, from + 1).end();
        List<Node> tail = body.subList(afterName, body.size());
        boolean aliased = !tail.isEmpty()
                && (tail.get(0).isWord("AS")
                        || (tail.get(0).isName() && !tail.get(0).isWord("WHERE")));
        String alias = aliased ? "" : " AS " + Node.quoteName(source.name());
        return new StreamBody(Node.text(body.subList(0, from + 1)), alias + Node.text(tail));
    }
}
