package io.github.calllake.local.redshift;

import java.util.List;
import java.util.Locale;

/** SQL text as a tree: tokens, and groups in round or square brackets. Immutable. */
sealed interface Node {

    /** Blanks and comments that stand before the node. */
    String before();

    /** Appends the text as written. */
    void appendTo(StringBuilder out);

    /** A copy without what stands before it. */
    Node bare();

    /** Whether this is the unquoted word. */
    default boolean isWord(String upperCaseWord) {
        return false;
    }

    /** Whether this is the operator or punctuation mark. */
    default boolean isSymbol(String symbol) {
        return false;
    }

    /** Whether this is a name, quoted or not. */
    default boolean isName() {
        return false;
    }

    /** Whether this is a group in round brackets. */
    default boolean isParens() {
        return false;
    }

    /** What a token is. */
    enum Kind {
        WORD,
        QUOTED_NAME,
        STRING,
        NUMBER,
        PARAMETER,
        SYMBOL,
        /** Text of the translation, never looked into again. */
        RAW
    }

    /**
     * One token.
     *
     * @param before blanks and comments before it
     * @param upperCase the text of an unquoted word in capitals; empty for all else
     */
    record Token(Kind kind, String text, String before, String upperCase) implements Node {

        Token(Kind kind, String text, String before) {
            this(kind, text, before, kind == Kind.WORD ? text.toUpperCase(Locale.ROOT) : "");
        }

        static Token raw(String text) {
            return new Token(Kind.RAW, text, " ");
        }

        /** Raw text that follows without a blank. */
        static Token glued(String text) {
            return new Token(Kind.RAW, text, "");
        }

        @Override
        public void appendTo(StringBuilder out) {
            out.append(before).append(text);
        }

        @Override
        public Token bare() {
            return new Token(kind, text, "", upperCase);
        }

        @Override
        public boolean isWord(String upperCaseWord) {
            return kind == Kind.WORD && upperCase.equals(upperCaseWord);
        }

        @Override
        public boolean isSymbol(String symbol) {
            return kind == Kind.SYMBOL && text.equals(symbol);
        }

        @Override
        public boolean isName() {
            return kind == Kind.WORD || kind == Kind.QUOTED_NAME;
        }

        /** The name it stands for: Redshift folds quoted names to lower case, too, unless told otherwise. */
        String name() {
            return unquoted().toLowerCase(Locale.ROOT);
        }

        /** The name without quotes, its case kept. */
        String unquoted() {
            return kind == Kind.QUOTED_NAME
                    ? text.substring(1, text.length() - 1).replace("\"\"", "\"")
                    : text;
        }
    }

    /** Nodes between brackets. */
    record Group(Token open, List<Node> children, Token close) implements Node {

        public Group {
            children = List.copyOf(children);
        }

        @Override
        public String before() {
            return open.before();
        }

        @Override
        public void appendTo(StringBuilder out) {
            open.appendTo(out);
            children.forEach(child -> child.appendTo(out));
            close.appendTo(out);
        }

        @Override
        public Group bare() {
            return with(open.bare(), children);
        }

        @Override
        public boolean isParens() {
            return open.text().equals("(");
        }

        Group with(List<Node> newChildren) {
            return with(open, newChildren);
        }

        private Group with(Token newOpen, List<Node> newChildren) {
            return new Group(newOpen, newChildren, close);
        }
    }

    /** The nodes' text as written. */
    static String text(List<? extends Node> nodes) {
        StringBuilder out = new StringBuilder();
        nodes.forEach(node -> node.appendTo(out));
        return out.toString();
    }

    /** A name as PostgreSQL's quoted identifier. */
    static String quoteName(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** A text as PostgreSQL's literal, whatever the setting of backslashes is. */
    static String literal(String text) {
        String tag = "$t$";
        for (int i = 0; (text + "$").contains(tag); i++) {
            tag = "$t" + i + "$";
        }
        return tag + text + tag;
    }
}
