package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.Node.Token;

/** String literals of Redshift. */
final class Literals {

    private Literals() {}

    /** What the literal stands for; the escapes Redshift documents are a quote, a backslash, n, t, r, b and f. */
    static String content(Token token) {
        String text = token.text();
        if (text.startsWith("$")) {
            int tag = text.indexOf('$', 1) + 1;
            return text.substring(tag, text.length() - tag);
        }
        StringBuilder out = new StringBuilder();
        for (int i = text.indexOf('\'') + 1; i < text.length() - 1; i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                out.append(escaped(text.charAt(++i)));
            } else {
                out.append(c);
                if (c == '\'') {
                    i++;
                }
            }
        }
        return out.toString();
    }

    private static char escaped(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            default -> c;
        };
    }
}
