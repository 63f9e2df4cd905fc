package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.Node.Group;
import io.github.calllake.local.redshift.Node.Kind;
import io.github.calllake.local.redshift.Node.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Names and subscripts joined by dots.
 *
 * @param segments at least one; the first is a name
 * @param end index of the node after the path
 * @param call whether a bracket follows, so that it names a function
 */
record ColumnPath(List<Segment> segments, int end, boolean call) {

    /**
     * One part: a name, or the text of a subscript.
     *
     * @param token empty for a subscript
     * @param index empty for a name
     */
    record Segment(Optional<Token> token, Optional<String> index) {}

    ColumnPath {
        segments = List.copyOf(segments);
    }

    /** Reads the longest path that starts at a name. */
    static ColumnPath read(List<Node> nodes, int start) {
        List<Segment> segments = new ArrayList<>();
        segments.add(name(nodes.get(start)));
        int at = start + 1;
        while (at < nodes.size()) {
            Node node = nodes.get(at);
            if (node.isSymbol(".") && at + 1 < nodes.size() && nodes.get(at + 1).isName()) {
                segments.add(name(nodes.get(at + 1)));
                at += 2;
            } else if (node instanceof Group group && !group.isParens()) {
                segments.add(subscript(group));
                at++;
            } else {
                break;
            }
        }
        boolean star = at + 1 < nodes.size()
                && nodes.get(at).isSymbol(".")
                && nodes.get(at + 1).isSymbol("*");
        return new ColumnPath(
                segments, at, star || (at < nodes.size() && nodes.get(at).isParens()));
    }

    private static Segment name(Node node) {
        return new Segment(Optional.of((Token) node), Optional.empty());
    }

    private static Segment subscript(Group group) {
        boolean number = group.children().size() == 1
                && group.children().get(0) instanceof Token token
                && token.kind() == Kind.NUMBER
                && token.text().chars().allMatch(Character::isDigit);
        if (number) {
            return new Segment(
                    Optional.empty(), Optional.of(((Token) group.children().get(0)).text()));
        }
        if (group.children().size() == 1
                && group.children().get(0) instanceof Token token
                && token.kind() == Kind.STRING) {
            return new Segment(
                    Optional.of(new Token(Kind.QUOTED_NAME, Node.quoteName(Literals.content(token)), "")),
                    Optional.empty());
        }
        throw RedshiftSqlException.notEmulated("a subscript that is neither a number nor a string");
    }

    /** The first name, folded. */
    String first() {
        return segments.get(0).token().orElseThrow().name();
    }

    /** The last name, folded; empty if the path ends in a subscript. */
    Optional<String> lastName() {
        return segments.get(segments.size() - 1).token().map(Token::name);
    }
}
