package io.github.calllake.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A document whose tables say what statements give; a test runs each. */
public final class SqlDocument {

    /** What an expectation that is an error begins with. */
    public static final String ERROR = "error: ";

    private static final String SAMPLE = "```sql\n";

    private SqlDocument() {}

    /**
     * A row of a table.
     *
     * @param section the heading above it
     * @param sql its first cell
     * @param expected its last cell: rows of the answer, {@code done}, or the error
     */
    public record Row(String section, String sql, String expected) {}

    /** The statements of its first sample, which its tables build on. */
    public static List<String> sample(Path document) throws IOException {
        String text = Files.readString(document);
        String sample = text.substring(text.indexOf(SAMPLE) + SAMPLE.length());
        return List.of(sample.substring(0, sample.indexOf("```")).split(";\n"));
    }

    /** The rows that begin with a statement. */
    public static List<Row> rows(Path document) throws IOException {
        List<Row> rows = new ArrayList<>();
        String section = "";
        for (String line : Files.readAllLines(document)) {
            if (line.startsWith("#")) {
                section = line.replaceFirst("^#+ ", "");
            } else if (line.startsWith("| `")) {
                String[] cells = line.substring(2, line.length() - 2).split("(?<!\\\\)\\|");
                rows.add(new Row(section, code(cells[0]), code(cells[cells.length - 1])));
            }
        }
        return rows;
    }

    private static String code(String cell) {
        String text = cell.strip().replace("\\|", "|");
        return text.substring(1, text.length() - 1);
    }
}
