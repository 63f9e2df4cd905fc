package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.Node.Group;
import io.github.calllake.local.redshift.Node.Kind;
import io.github.calllake.local.redshift.Node.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Spares a streaming view's body from parsing a record over and over: a batch comes with its JSON worked out, once for all views. The answers are the same; where there is no JSON the function itself is called, and fails as it should.
 */
final class ParsedOnce {

    private static final String DATA = "kinesis_data";

    private ParsedOnce() {}

    static List<Node> rewrite(List<Node> nodes) {
        List<Node> out = new ArrayList<>(nodes.size());
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            boolean call = node instanceof Token word
                    && word.kind() == Kind.WORD
                    && i + 1 < nodes.size()
                    && nodes.get(i + 1).isParens();
            Optional<String> known = call ? known((Token) node, (Group) nodes.get(i + 1)) : Optional.empty();
            if (known.isPresent()) {
                out.add(new Token(Kind.RAW, known.get(), node.before()));
                i++;
            } else if (node instanceof Group group) {
                out.add(group.with(rewrite(group.children())));
            } else {
                out.add(node);
            }
        }
        return out;
    }

    private static Optional<String> known(Token function, Group arguments) {
        List<List<Node>> parts = Functions.split(arguments.children());
        String name = function.text().toUpperCase(Locale.ROOT);
        if (name.equals("JSON_EXTRACT_PATH_TEXT")) {
            return pathText(function, arguments, parts);
        }
        Optional<String> prefix = dataPrefix(parts.get(0));
        if (prefix.isEmpty()) {
            return Optional.empty();
        }
        String utf8 = prefix.get() + "rs_utf8";
        String json = prefix.get() + "rs_json";
        String original = Node.text(List.of(function.bare(), arguments));
        return switch (name) {
            case "IS_UTF8" -> Optional.of(utf8).filter(x -> parts.size() == 1);
            case "CAN_JSON_PARSE" -> Optional.of("(" + json + " IS NOT NULL)").filter(x -> parts.size() == 1);
            case "JSON_PARSE" ->
                Optional.of("coalesce(" + json + ", " + original + ")").filter(x -> parts.size() == 1);
            default -> Optional.empty();
        };
    }

    /** JSON_EXTRACT_PATH_TEXT(FROM_VARBYTE(kinesis_data, 'utf-8'), path .. [, null_if_invalid]). */
    private static Optional<String> pathText(Token function, Group arguments, List<List<Node>> parts) {
        List<Node> source = parts.get(0);
        boolean fromBytes = source.size() == 2
                && source.get(0).isWord("FROM_VARBYTE")
                && source.get(1).isParens();
        if (!fromBytes) {
            return Optional.empty();
        }
        List<List<Node>> ofSource = Functions.split(((Group) source.get(1)).children());
        Optional<String> prefix = dataPrefix(ofSource.get(0)).filter(x -> isUtf8(ofSource));
        List<String> path = new ArrayList<>();
        for (List<Node> part : parts.subList(1, parts.size())) {
            boolean text = part.size() == 1 && part.get(0) instanceof Token token && token.kind() == Kind.STRING;
            boolean flag = part.size() == 1
                    && (part.get(0).isWord("TRUE") || part.get(0).isWord("FALSE"));
            if (!text && !flag) {
                return Optional.empty();
            }
            if (text) {
                path.add(Node.text(part).strip());
            }
        }
        if (prefix.isEmpty() || path.isEmpty() || path.size() > 5) {
            return Optional.empty();
        }
        String json = prefix.get() + "rs_json";
        String elements = String.join(", ", path);
        return Optional.of("CASE WHEN " + json + " IS NOT NULL THEN rs.path_text(" + json + ", " + prefix.get() + DATA
                + ", ARRAY[" + elements + "]) ELSE " + Node.text(List.of(function.bare(), arguments)) + " END");
    }

    private static boolean isUtf8(List<List<Node>> parts) {
        return parts.size() == 2
                && parts.get(1).size() == 1
                && parts.get(1).get(0) instanceof Token token
                && token.kind() == Kind.STRING
                && List.of("utf-8", "utf8").contains(Literals.content(token).toLowerCase(Locale.ROOT));
    }

    /** What stands before the record's bytes: an alias with its dot, or nothing; empty if the nodes are not the record's bytes. */
    private static Optional<String> dataPrefix(List<Node> nodes) {
        if (nodes.isEmpty()
                || !(nodes.get(nodes.size() - 1) instanceof Token last)
                || !last.isName()
                || !last.name().equals(DATA)) {
            return Optional.empty();
        }
        if (nodes.size() == 1) {
            return Optional.of("");
        }
        boolean aliased =
                nodes.size() == 3 && nodes.get(1).isSymbol(".") && nodes.get(0).isName();
        return aliased ? Optional.of(Node.quoteName(((Token) nodes.get(0)).name()) + ".") : Optional.empty();
    }
}
