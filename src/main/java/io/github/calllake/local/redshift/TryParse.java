package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.Node.Token;
import java.util.ArrayList;
import java.util.List;

/** {@code CASE .. WHEN CAN_JSON_PARSE(x) THEN JSON_PARSE(x) END} parses once where the two functions would do so twice. */
final class TryParse {

    /** WHEN CAN_JSON_PARSE (x) THEN JSON_PARSE (x) END. */
    private static final int LENGTH = 7;

    private TryParse() {}

    /** Rewrites one level; what stands in brackets is left to the caller. */
    static List<Node> rewrite(List<Node> nodes) {
        List<Node> out = new ArrayList<>(nodes.size());
        int i = 0;
        while (i < nodes.size()) {
            if (isTestAndParse(nodes, i) && isSearched(nodes, i)) {
                Node when = nodes.get(i);
                out.add(when);
                out.add(Token.raw("TRUE"));
                out.add(nodes.get(i + 3));
                out.add(Token.raw("rs.try_json"));
                out.add(nodes.get(i + 2));
                i += LENGTH - 1;
            } else {
                out.add(nodes.get(i));
                i++;
            }
        }
        return out;
    }

    private static boolean isTestAndParse(List<Node> nodes, int at) {
        return at + LENGTH <= nodes.size()
                && nodes.get(at).isWord("WHEN")
                && nodes.get(at + 1).isWord("CAN_JSON_PARSE")
                && nodes.get(at + 2).isParens()
                && nodes.get(at + 3).isWord("THEN")
                && nodes.get(at + 4).isWord("JSON_PARSE")
                && nodes.get(at + 5).isParens()
                && nodes.get(at + 6).isWord("END")
                && Node.text(List.of(nodes.get(at + 2).bare()))
                        .equals(Node.text(List.of(nodes.get(at + 5).bare())));
    }

    /** Whether the CASE that the WHEN belongs to compares with no value. */
    private static boolean isSearched(List<Node> nodes, int when) {
        int ends = 0;
        for (int i = when - 1; i >= 0; i--) {
            if (nodes.get(i).isWord("END")) {
                ends++;
            } else if (nodes.get(i).isWord("CASE") && ends > 0) {
                ends--;
            } else if (nodes.get(i).isWord("CASE")) {
                return nodes.get(i + 1).isWord("WHEN");
            }
        }
        return false;
    }
}
