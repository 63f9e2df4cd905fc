package io.github.calllake.grammar;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * sqlfluff's dialect for Redshift, written by its community from the pages of Redshift's SQL reference. It is a Python program:
 * {@code pip install sqlfluff==4.3.0}, or name it by {@code -Dcall-lake.sqlfluff=/path/to/sqlfluff}.
 *
 * @see <a href="https://docs.sqlfluff.com/en/stable/reference/dialects.html#amazon-redshift">sqlfluff: Amazon Redshift</a>
 */
final class Sqlfluff {

    static final String NAME = "sqlfluff 4.3.0";

    private static final String VERSION = "4.3.0";
    private static final long PATIENCE_MINUTES = 10;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String command;

    private Sqlfluff(String command) {
        this.command = command;
    }

    /** The program, if this very version of it is installed: another one has another grammar. */
    static Optional<Sqlfluff> installed() throws IOException, InterruptedException {
        Sqlfluff sqlfluff = new Sqlfluff(System.getProperty("call-lake.sqlfluff", "sqlfluff"));
        try {
            return sqlfluff.run("version").strip().equals(VERSION) ? Optional.of(sqlfluff) : Optional.empty();
        } catch (IOException e) {
            if (System.getProperty("call-lake.sqlfluff") != null) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /**
     * Parses each statement on its own. The body of a procedure is one literal to it.
     *
     * @param directory empty, for files
     */
    Map<Sql, Verdict> parse(Collection<Sql> statements, Path directory) throws IOException, InterruptedException {
        for (Sql sql : statements) {
            Files.writeString(directory.resolve(sql.digest() + ".sql"), sql.text() + ";\n");
        }
        JsonNode trees = JSON.readTree(run(
                "parse",
                directory.toString(),
                "--dialect=redshift",
                "--templater=raw",
                "--ignore-local-config",
                "--disable-noqa",
                "--format=json"));
        Map<String, Verdict> byFile = new HashMap<>();
        for (JsonNode tree : trees) {
            Path file = Path.of(tree.path("filepath").asText()).getFileName();
            byFile.put(file.toString(), verdict(tree.path("segments")));
        }
        Map<Sql, Verdict> verdicts = new HashMap<>();
        for (Sql sql : statements) {
            verdicts.put(sql, requireNonNull(byFile.get(sql.digest() + ".sql"), sql.label()));
        }
        return verdicts;
    }

    private String run(String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(command));
        line.addAll(List.of(arguments));
        Path errors = Files.createTempFile("sqlfluff", ".err");
        try {
            Process process =
                    new ProcessBuilder(line).redirectError(errors.toFile()).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException(line + " does not end");
            }
            // 1 says that something was not parsed, which the tree says better.
            if (process.exitValue() > 1 || output.isBlank()) {
                throw new IOException(line + " ended with " + process.exitValue() + ": " + Files.readString(errors));
            }
            return output;
        } finally {
            Files.delete(errors);
        }
    }

    private static Verdict verdict(JsonNode file) {
        List<JsonNode> statements = file.findValues("statement");
        if (statements.size() != 1 || !file.findValues("unparsable").isEmpty()) {
            return Verdict.REFUSED;
        }
        JsonNode statement = statements.get(0);
        return new Verdict(statement.fieldNames().next(), columns(statement));
    }

    /** A node's children are an object, or a list of objects of one field where names occur twice. */
    private static int columns(JsonNode statement) {
        JsonNode clause = statement.findValue("select_clause");
        if (clause == null) {
            return 0;
        }
        int columns = 0;
        for (JsonNode child : clause.isArray() ? clause : List.of(clause)) {
            columns += child.has("select_clause_element") ? 1 : 0;
        }
        return columns;
    }
}
