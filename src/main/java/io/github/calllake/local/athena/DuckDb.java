package io.github.calllake.local.athena;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine behind Athena: one database in memory, a connection a query. Thread-safe. */
final class DuckDb implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DuckDb.class);
    private static final Pattern MAPPED_LIBRARY = Pattern.compile("\\s(/\\S.*/libduckdb_java[0-9]+\\.so)$");

    private final DuckDBConnection root;
    private final Path temporary;

    private DuckDb(DuckDBConnection root, Path temporary) {
        this.root = root;
        this.temporary = temporary;
    }

    /**
     * Opens the database.
     *
     * @param temporary where it may spill to
     * @param readable the only directory it may read besides
     */
    static DuckDb open(Path temporary, Path readable) throws SQLException {
        DuckDBConnection root = DriverManager.getConnection("jdbc:duckdb:").unwrap(DuckDBConnection.class);
        unlinkLibrary();
        DuckDb database = new DuckDb(root, temporary);
        try {
            database.execute(settings(temporary, readable));
            database.execute(
                    Macros.all().stream().map(macro -> "CREATE MACRO " + macro).toList());
            return database;
        } catch (SQLException | RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private static List<String> settings(Path temporary, Path readable) {
        List<String> settings = new ArrayList<>();
        settings.add("SET memory_limit = '512MB'");
        settings.add("SET threads = 2");
        settings.add("SET TimeZone = 'UTC'");
        settings.add("SET temp_directory = " + Sql.text(temporary.toString()));
        // Bytes are counted as they are read; a cache would hide some.
        settings.add("SET enable_external_file_cache = false");
        // Least, greatest and counts would be taken from footers while a query is planned, of which no bytes are
        // counted.
        settings.add("SET disabled_optimizers = 'statistics_propagation'");
        settings.add("SET allowed_directories = [" + Sql.text(readable + "/") + ", " + Sql.text(temporary + "/") + "]");
        settings.add("SET enable_external_access = false");
        return settings;
    }

    /** A directory that is read and written as its own. */
    Path temporary() {
        return temporary;
    }

    private void execute(List<String> statements) throws SQLException {
        for (String sql : statements) {
            try (Statement statement = root.createStatement()) {
                statement.execute(sql);
            }
        }
    }

    /**
     * Removes the native library's file, which the driver unpacks into java.io.tmpdir, with a number in its name, and
     * would leave there if this process was killed. Linux keeps a mapped file alive without its name; other systems do not, and keep the name.
     */
    private static void unlinkLibrary() {
        Path maps = Path.of("/proc/self/maps");
        if (!Files.isReadable(maps)) {
            return;
        }
        try (Stream<String> lines = Files.lines(maps, StandardCharsets.ISO_8859_1)) {
            for (String line : lines.toList()) {
                Matcher mapped = MAPPED_LIBRARY.matcher(line);
                if (mapped.find()) {
                    Files.deleteIfExists(Path.of(mapped.group(1)));
                }
            }
        } catch (IOException e) {
            log.warn("DuckDB's library file stays in java.io.tmpdir until this process ends", e);
        }
    }

    /** A connection of one's own, to be closed. */
    DuckDBConnection connect() throws SQLException {
        return root.duplicate();
    }

    @Override
    public void close() {
        try {
            root.close();
        } catch (SQLException e) {
            log.warn("DuckDB did not close", e);
        }
    }
}
