package io.github.calllake.local.athena;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.calllake.local.athena.S3Files.S3File;
import io.github.calllake.local.athena.SqlType.Simple;
import io.github.calllake.local.athena.SqlType.Timestamp;
import java.util.List;
import java.util.StringJoiner;

/**
 * Tables over delimited text: by the LazySimpleSerDe, whose values that do not fit are NULL, and by the OpenCSVSerDe, which
 * unpacks quotes.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/lazy-simple-serde.html">Lazy Simple SerDe</a>
 */
final class TextTables {
    private static final String LAZY_SIMPLE = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe";
    private static final String OPEN_CSV = "org.apache.hadoop.hive.serde2.OpenCSVSerde";
    static final String FILE = "local file";

    private TextTables() {}

    static boolean isText(JsonNode table) {
        String serDe = serDe(table).path("SerializationLibrary").asText();
        return serDe.equals(LAZY_SIMPLE) || serDe.equals(OPEN_CSV);
    }

    private static JsonNode serDe(JsonNode table) {
        return table.path("StorageDescriptor").path("SerdeInfo");
    }

    /** The rows of some files, columns by their names {@code t0} and so on, all text, with the file. */
    static String rows(JsonNode table, List<Column> columns, List<S3File> files) {
        JsonNode properties = serDe(table).path("Parameters");
        boolean openCsv = serDe(table).path("SerializationLibrary").asText().equals(OPEN_CSV);
        String delimiter = openCsv
                ? properties.path("separatorChar").asText(",")
                : properties.path("field.delim").asText("\u0001");
        String quote = openCsv ? properties.path("quoteChar").asText("\"") : "";
        String escape = openCsv
                ? properties.path("escapeChar").asText("\\")
                : properties.path("escape.delim").asText("");
        StringJoiner names = new StringJoiner(", ", "{", "}");
        for (int i = 0; i < columns.size(); i++) {
            names.add("t" + i + ": 'VARCHAR'");
        }
        int skipped = table.path("Parameters").path("skip.header.line.count").asInt(0);
        String nulls = openCsv
                ? ""
                : ", nullstr = "
                        + Sql.text(properties.path("serialization.null.format").asText("\\N"));
        return "read_csv(" + FileSchemas.paths(files) + ", filename = " + Sql.text(FILE) + ", auto_detect = false"
                + ", header = false, null_padding = true, strict_mode = false, delim = " + Sql.text(delimiter)
                + ", quote = " + Sql.text(quote) + ", escape = " + Sql.text(escape) + nulls + ", skip = " + skipped
                + ", columns = " + names + ")";
    }

    /** A column of its own type; NULL where the text is none of it. */
    static String read(String sql, SqlType type) {
        if (type == Simple.VARCHAR) {
            return sql;
        }
        if (type instanceof Simple || type instanceof SqlType.Decimal || type instanceof Timestamp) {
            return "TRY_CAST(" + sql + " AS " + type.duckDb() + ")";
        }
        throw new SqlFailure("NOT_SUPPORTED: not emulated locally: " + type.trino() + " in a text table");
    }
}
