package io.github.calllake.local.athena;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.calllake.local.athena.S3Files.S3File;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.zip.GZIPInputStream;

/**
 * Tables over files of JSON lines, for one query. Each file is read whole, as the SerDe reads it, and handed to DuckDB as
 * lines of the columns alone. Not thread-safe.
 */
final class JsonTables implements AutoCloseable {
    static final String SERDE = "org.openx.data.jsonserde.JsonSerDe";
    private static final String ADDRESS = "address";
    /** DuckDB takes a buffer of twice the longest line that it is told of. */
    private static final int LEAST_LONGEST_LINE = 1 << 20;

    private final S3Files s3;
    private final Path temporary;
    private final List<Path> written = new ArrayList<>();
    private long bytes;

    JsonTables(S3Files s3, Path temporary) {
        this.s3 = s3;
        this.temporary = temporary;
    }

    static boolean isJson(JsonNode table) {
        return serDe(table).path("SerializationLibrary").asText().equals(SERDE);
    }

    private static JsonNode serDe(JsonNode table) {
        return table.path("StorageDescriptor").path("SerdeInfo");
    }

    /** What all files that were read have. */
    long bytesRead() {
        return bytes;
    }

    /**
     * The rows of some files: the columns by their places, then the file's address, for a FROM clause.
     *
     * @throws SqlFailure if a file cannot be read as the table says
     */
    String rows(ObjectNode table, List<Column> columns, List<S3File> files) {
        Map<String, String> properties = new HashMap<>();
        serDe(table)
                .path("Parameters")
                .properties()
                .forEach(
                        entry -> properties.put(entry.getKey(), entry.getValue().asText()));
        OpenXJson format = new OpenXJson(columns, properties);
        StringJoiner types = new StringJoiner(", ", "{", "}");
        for (int i = 0; i < columns.size(); i++) {
            types.add(
                    Select.columnName(i) + ": " + Sql.text(columns.get(i).type().duckDb()));
        }
        types.add(ADDRESS + ": 'VARCHAR'");
        Lines lines = write(format, files);
        return "read_json(" + Sql.text(lines.file().toString()) + ", columns = " + types
                + ", format = 'newline_delimited', maximum_object_size = " + lines.longest() + ")";
    }

    /** What DuckDB calls the column with the file's address. */
    static String address(String relation) {
        return relation + "." + ADDRESS;
    }

    /**
     * A file that DuckDB reads.
     *
     * @param longest bytes of a line, or more
     */
    private record Lines(Path file, int longest) {}

    private Lines write(OpenXJson format, List<S3File> files) {
        try {
            Path file = Files.createTempFile(temporary, "json-", ".ndjson");
            written.add(file);
            int longest = LEAST_LONGEST_LINE;
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
                for (S3File each : files) {
                    bytes += each.size();
                    longest = Math.max(longest, write(format, each, out));
                }
            }
            return new Lines(file, longest);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read JSON files", e);
        }
    }

    private int write(OpenXJson format, S3File file, OutputStream out) throws IOException {
        String address = "s3://" + file.path().toString().substring(s3.root().length());
        int longest = 0;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(open(file.path()), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                ObjectNode row = format.row(line);
                row.put(ADDRESS, address);
                byte[] text = row.toString().getBytes(StandardCharsets.UTF_8);
                out.write(text);
                out.write('\n');
                longest = Math.max(longest, text.length + 1);
            }
        }
        return longest;
    }

    private static InputStream open(Path file) throws IOException {
        InputStream plain = Files.newInputStream(file);
        return file.toString().endsWith(".gz") ? new GZIPInputStream(plain) : plain;
    }

    @Override
    public void close() throws IOException {
        for (Path file : written) {
            Files.deleteIfExists(file);
        }
    }
}
