package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.UnloadStatement.Manifest;
import java.util.List;
import java.util.StringJoiner;

/**
 * The text of an UNLOAD's manifest.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/r_UNLOAD_command_examples.html">UNLOAD examples</a>
 */
final class UnloadManifest {
    private UnloadManifest() {}

    /**
     * An object that was written.
     *
     * @param rows its lines, a header among them
     */
    record Entry(String address, long bytes, long rows) {}

    static String text(Manifest kind, List<Entry> entries, List<UnloadColumn> columns) {
        boolean verbose = kind == Manifest.VERBOSE;
        StringJoiner list = new StringJoiner(",\n    ", "[\n    ", "\n  ]");
        list.setEmptyValue("[]");
        for (Entry entry : entries) {
            String meta = verbose ? ", \"meta\": " + meta(entry.bytes(), entry.rows()) : "";
            list.add("{\"url\":" + UnloadLines.text(entry.address()) + meta + "}");
        }
        if (!verbose) {
            return "{\n  \"entries\": " + list + "\n}\n";
        }
        long bytes = entries.stream().mapToLong(Entry::bytes).sum();
        long rows = entries.stream().mapToLong(Entry::rows).sum();
        return "{\n  \"entries\": " + list + ",\n  \"schema\": {\n    \"elements\": " + elements(columns)
                + "\n  },\n  \"meta\": " + meta(bytes, rows)
                + ",\n  \"author\": {\"name\": \"Amazon Redshift\", \"version\": \"1.0.0\"}\n}\n";
    }

    private static String meta(long bytes, long rows) {
        return "{ \"content_length\": " + bytes + ", \"record_count\": " + rows + " }";
    }

    private static String elements(List<UnloadColumn> columns) {
        StringJoiner list = new StringJoiner(",\n      ", "[\n      ", "\n    ]");
        for (UnloadColumn column : columns) {
            String size = "";
            if (column.hasPrecision()) {
                size = ", \"precision\": " + column.precision() + ", \"scale\": " + column.scale();
            } else if (column.length() > 0) {
                size = ", \"max_length\": " + column.length();
            }
            list.add("{\"name\": " + UnloadLines.text(column.name()) + ", \"type\": { \"base\": \""
                    + column.manifestBase() + "\"" + size + " }}");
        }
        return list.toString();
    }
}
