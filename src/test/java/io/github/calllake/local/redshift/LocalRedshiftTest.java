package io.github.calllake.local.redshift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class LocalRedshiftTest {
    private final Path directory;

    LocalRedshiftTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void keeps_tables_over_a_restart() throws Exception {
        for (int start = 1; start <= 3; start++) {
            try (LocalRedshift redshift = start(directory);
                    Connection connection = connect(redshift);
                    Statement statement = connection.createStatement()) {
                statement.execute("create table if not exists starts (n int)");
                statement.execute("insert into starts values (" + start + ")");
                try (ResultSet rows = statement.executeQuery("select count(*), current_database() from starts")) {
                    assertThat(rows.next()).isTrue();
                    assertThat(rows.getInt(1)).isEqualTo(start);
                    assertThat(rows.getString(2)).isEqualTo(redshift.database()).isEqualTo("dev");
                }
            }
        }
    }

    @Test
    void starts_from_nothing_but_the_class_path() throws Exception {
        Path temporary = directory.resolve("all of it");
        try (LocalRedshift redshift = LocalRedshift.start(temporary, URI.create("http://127.0.0.1:1"), true);
                Connection connection = connect(redshift)) {
            assertThat(connection.isValid(5)).isTrue();
        }
        assertThat(temporary).doesNotExist();
    }

    @Test
    @Timeout(60)
    void leaves_no_process_and_no_directory_when_its_jvm_is_killed() throws Exception {
        Path temporary = directory.resolve("temporary");
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServerProcess.class.getName(),
                        temporary.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<ProcessHandle> processes;
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(out.lines().anyMatch(line -> line.startsWith("port "))).isTrue();
            processes = jvm.descendants().toList();
            assertThat(processes).hasSizeGreaterThan(2);
        } finally {
            jvm.destroyForcibly();
        }
        for (ProcessHandle process : processes) {
            assertThat(Processes.awaitEnd(process, Duration.ofSeconds(30))).isTrue();
        }
        assertThat(temporary).doesNotExist();
    }

    @Test
    @Timeout(60)
    void ends_what_runs_when_it_is_closed() throws Exception {
        Set<Thread> others = Thread.getAllStackTraces().keySet();
        LocalRedshift redshift = start(directory);
        try (Connection connection = connect(redshift);
                Statement statement = connection.createStatement()) {
            CompletableFuture<Boolean> running = CompletableFuture.supplyAsync(() -> {
                try {
                    return statement.execute("select pg_sleep(600)");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            redshift.close();
            redshift.close();
            assertThatThrownBy(running::join).hasRootCauseInstanceOf(Exception.class);
            assertThatThrownBy(() -> connect(redshift).close()).isInstanceOf(SQLException.class);
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> !others.contains(thread))
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("local-redshift"));
    }

    private static LocalRedshift start(Path directory) throws Exception {
        return LocalRedshift.start(
                directory,
                TestPostgres.CACHE,
                false,
                0,
                URI.create("http://127.0.0.1:1"),
                IngestionSettings.DEFAULT,
                Optional.empty());
    }

    private static Connection connect(LocalRedshift redshift) throws SQLException {
        return DriverManager.getConnection(redshift.jdbcUrl(), redshift.user(), redshift.password());
    }
}
