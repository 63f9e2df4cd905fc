package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.Node.Group;
import io.github.calllake.local.redshift.Node.Kind;
import io.github.calllake.local.redshift.Node.Token;
import java.util.List;
import java.util.Optional;

/** Reads a statement's nodes from left to right. Not thread-safe. */
final class Cursor {

    private final List<Node> nodes;
    private int at;

    Cursor(List<Node> nodes) {
        this.nodes = nodes;
    }

    boolean atEnd() {
        return at >= nodes.size();
    }

    /** The words that come next are these; nothing is consumed. */
    boolean sees(String... words) {
        for (int i = 0; i < words.length; i++) {
            if (at + i >= nodes.size() || !nodes.get(at + i).isWord(words[i])) {
                return false;
            }
        }
        return true;
    }

    /** Consumes the words if all of them come next. */
    boolean accept(String... words) {
        boolean seen = sees(words);
        if (seen) {
            at += words.length;
        }
        return seen;
    }

    /** Whether the word consumed last is this. */
    boolean previousIs(String word) {
        return at > 0 && nodes.get(at - 1).isWord(word);
    }

    boolean acceptSymbol(String symbol) {
        boolean seen = !atEnd() && nodes.get(at).isSymbol(symbol);
        if (seen) {
            at++;
        }
        return seen;
    }

    void expect(String... words) {
        if (!accept(words)) {
            throw unexpected();
        }
    }

    /** The next node, consumed. */
    Node next() {
        if (atEnd()) {
            throw unexpected();
        }
        return nodes.get(at++);
    }

    Optional<Group> acceptParens() {
        return !atEnd() && nodes.get(at).isParens() ? Optional.of((Group) next()) : Optional.empty();
    }

    Group expectParens() {
        return acceptParens().orElseThrow(this::unexpected);
    }

    /** The content of a plain string literal. */
    Optional<String> acceptString() {
        if (!atEnd() && nodes.get(at) instanceof Token token && token.kind() == Kind.STRING) {
            at++;
            return Optional.of(Literals.content(token));
        }
        return Optional.empty();
    }

    /** A name that may have a schema before it. */
    QualifiedName expectName() {
        String first = expectPart();
        return acceptSymbol(".") ? new QualifiedName(first, expectPart()) : new QualifiedName("", first);
    }

    private String expectPart() {
        if (!atEnd() && nodes.get(at).isName()) {
            return ((Token) next()).name();
        }
        throw unexpected();
    }

    void expectEnd() {
        if (!atEnd()) {
            throw unexpected();
        }
    }

    /** All nodes from here on, consumed. */
    List<Node> rest() {
        List<Node> rest = nodes.subList(at, nodes.size());
        at = nodes.size();
        return rest;
    }

    RedshiftSqlException unexpected() {
        if (atEnd()) {
            return new RedshiftSqlException("42601", "syntax error at end of input");
        }
        Node node = nodes.get(at);
        return RedshiftSqlException.syntaxError(
                node instanceof Token token
                        ? token.text()
                        : ((Group) node).open().text());
    }
}
