package io.github.calllake.local.athena;

import java.util.ArrayList;
import java.util.List;

/**
 * The type of a column in a Parquet file, as DuckDB names it.
 *
 * @param name {@code STRUCT}, {@code LIST}, {@code MAP}, or the type itself
 * @param memberNames a struct's; else empty
 * @param inner types of a struct's members, of a list's elements, or of a map's keys and values
 */
record FileType(String name, List<String> memberNames, List<FileType> inner) {
    FileType {
        memberNames = List.copyOf(memberNames);
        inner = List.copyOf(inner);
    }

    /** Reads DuckDB's spelling, e.g. {@code STRUCT(a BIGINT, "b c" VARCHAR[])}. */
    static FileType parse(String text) {
        return new Reader(text).type();
    }

    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        FileType type() {
            FileType type = base();
            while (at < text.length() && text.charAt(at) == '[') {
                at = text.indexOf(']', at) + 1;
                type = new FileType("LIST", List.of(), List.of(type));
            }
            return type;
        }

        private FileType base() {
            int start = at;
            while (at < text.length() && "(),[]".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            String name = text.substring(start, at).strip();
            boolean parameters = at < text.length() && text.charAt(at) == '(';
            if (parameters && name.equals("STRUCT")) {
                return struct();
            }
            if (parameters && name.equals("MAP")) {
                at++;
                FileType key = type();
                skip(',');
                FileType value = type();
                skip(')');
                return new FileType("MAP", List.of(), List.of(key, value));
            }
            if (parameters) {
                at = text.indexOf(')', at) + 1;
                return new FileType(text.substring(start, at).strip(), List.of(), List.of());
            }
            return new FileType(name, List.of(), List.of());
        }

        private FileType struct() {
            List<String> names = new ArrayList<>();
            List<FileType> types = new ArrayList<>();
            at++;
            while (text.charAt(at) != ')') {
                names.add(memberName());
                types.add(type());
                if (text.charAt(at) == ',') {
                    skip(',');
                }
            }
            skip(')');
            return new FileType("STRUCT", names, types);
        }

        private String memberName() {
            StringBuilder name = new StringBuilder();
            if (text.charAt(at) != '"') {
                int end = text.indexOf(' ', at);
                name.append(text, at, end);
                at = end + 1;
                return name.toString();
            }
            at++;
            while (text.charAt(at) != '"' || text.startsWith("\"\"", at)) {
                at += text.charAt(at) == '"' ? 1 : 0;
                name.append(text.charAt(at));
                at++;
            }
            at += 2;
            return name.toString();
        }

        private void skip(char c) {
            if (text.charAt(at) != c) {
                throw new IllegalArgumentException("Type of DuckDB's not understood: " + text);
            }
            at++;
            while (at < text.length() && text.charAt(at) == ' ') {
                at++;
            }
        }
    }
}
