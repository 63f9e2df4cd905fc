package io.github.calllake.local.redshift;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresCacheTest {

    private final Path directory;
    private final PostgresCache cache;

    PostgresCacheTest(@TempDir Path directory) throws IOException {
        this.directory = directory.toRealPath();
        Path own = Files.createDirectory(this.directory.resolve("cache"));
        Path shared =
                Files.createDirectories(TestPostgres.CACHE.binariesFor(own)).toRealPath();
        PostgresBinaries.unpackTo(PostgresBinaries.homeIn(shared));
        Files.createSymbolicLink(PostgresBinaries.homeIn(own), PostgresBinaries.homeIn(shared));
        cache = PostgresCache.in(own);
    }

    @AfterEach
    void removeLink() throws IOException {
        Files.delete(PostgresBinaries.homeIn(directory.resolve("cache")));
    }

    @Test
    void starts_that_meet_an_empty_cache_make_one_cluster_and_each_server_has_a_copy() throws Exception {
        CompletableFuture<Path> other = CompletableFuture.supplyAsync(() -> cluster("other"));
        Path made = cluster("mine");
        assertThat(other.join()).isEqualTo(made);
        // The next one would start on what is not finished.
        assertThat(made.resolveSibling(made.getFileName() + ".new")).doesNotExist();
        assertThat(made.resolve("data/postmaster.pid")).doesNotExist();

        try (PostgresServer mine = start("mine")) {
            assertThat(relation(mine, "rs.mv")).isEqualTo("rs.mv");
            try (Connection connection = mine.connect(LocalRedshift.DATABASE);
                    Statement statement = connection.createStatement()) {
                statement.execute("create table public.mine (n int)");
            }
            assertThat(relation(mine, "public.mine")).isEqualTo("mine");
        }
        try (PostgresServer theirs = start("other")) {
            assertThat(relation(theirs, "public.mine")).isNull();
        }
    }

    @Test
    void a_server_that_has_a_cluster_keeps_it() throws Exception {
        Path home = directory.resolve("home");
        Files.createDirectories(home.resolve("data"));

        assertThat(cache.clusterFor(home)).isEmpty();
        assertThat(directory.resolve("cache")).isDirectoryNotContaining("glob:**cluster-*");
    }

    private PostgresServer start(String name) throws IOException, SQLException {
        Path home = directory.resolve(name);
        return PostgresServer.start(home, cache.binariesFor(home), false, cache.clusterFor(home));
    }

    private Path cluster(String name) {
        try {
            return cache.clusterFor(directory.resolve(name)).orElseThrow();
        } catch (IOException | SQLException e) {
            throw new CompletionException(e);
        }
    }

    /** Null if it is not there. */
    private static String relation(PostgresServer server, String name) throws SQLException {
        try (Connection connection = server.connect(LocalRedshift.DATABASE);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select to_regclass('" + name + "')::text")) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
