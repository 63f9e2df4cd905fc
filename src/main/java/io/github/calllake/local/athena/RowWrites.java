package io.github.calllake.local.athena;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.calllake.local.athena.QueryRunner.Outcome;
import io.trino.sql.tree.CreateTableAsSelect;
import io.trino.sql.tree.Insert;
import io.trino.sql.tree.Query;
import io.trino.sql.tree.SaveMode;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.duckdb.DuckDBConnection;

/** Runs statements that write a query's rows into S3: UNLOAD, CREATE TABLE AS and INSERT. Thread-safe. */
final class RowWrites {
    private final GlueCatalog catalog;
    private final QueryRunner runner;
    private final CatalogStatements names;
    private final RowFiles files;

    RowWrites(GlueCatalog catalog, QueryRunner runner, CatalogStatements names, RowFiles files) {
        this.catalog = catalog;
        this.runner = runner;
        this.names = names;
        this.files = files;
    }

    Outcome unload(String sql, QueryInput input, Consumer<java.sql.Statement> running) throws IOException {
        WriteStatements.Unload unload = WriteStatements.unload(sql);
        requireEmpty(unload.target());
        return write(unload.query(), unload.target(), input, running, select -> select, (select, written) -> {});
    }

    /** Told of a query's columns and of the files that its rows became. */
    private interface Wrote {
        void wrote(Select select, List<RowFiles.Written> files);
    }

    private Outcome write(
            Query query,
            RowFiles.Target target,
            QueryInput input,
            Consumer<java.sql.Statement> running,
            UnaryOperator<Select> shape,
            Wrote wrote)
            throws IOException {
        try (ParquetTables tables = runner.tables();
                DuckDBConnection connection = runner.connect()) {
            QueryRunner.requireParameters(query, input);
            Select select = shape.apply(new QueryRenderer(tables, input).query(query));
            QueryRunner.profile(connection);
            List<RowFiles.Written> written = files.write(connection, select, target, running);
            long read = QueryRunner.bytesRead(connection);
            wrote.wrote(select, written);
            return new Outcome(
                    List.of(),
                    false,
                    tables.bytesScanned(read),
                    Optional.of(written.stream().map(RowFiles.Written::address).toList()));
        } catch (SQLException e) {
            throw new SqlFailure(QueryRunner.message(e));
        }
    }

    private void requireEmpty(RowFiles.Target target) {
        if (!files.isEmpty(target.location())) {
            throw new SqlFailure("HIVE_PATH_ALREADY_EXISTS: Target directory already exists: " + target.location());
        }
    }

    Outcome insert(Insert node, QueryInput input, Consumer<java.sql.Statement> running) throws IOException {
        List<String> name = names.qualified(node, node.getTarget(), input);
        ObjectNode table = catalog.table(name.get(1), name.get(2))
                .orElseThrow(() -> SqlFailure.at(
                        node, "TABLE_NOT_FOUND", "Table '" + String.join(".", name) + "' does not exist"));
        RowFiles.Target target = InsertStatements.target(node, table);
        InsertStatements.requireUsualPlaces(node, catalog.partitions().all(name.get(1), name.get(2)), target);
        return write(
                node.getQuery(),
                target,
                input,
                running,
                select -> InsertStatements.shaped(node, select, table),
                (select, written) -> InsertStatements.register(catalog.partitions(), name, table, written, target));
    }

    Outcome createTable(CreateTableAsSelect node, QueryInput input, Consumer<java.sql.Statement> running)
            throws IOException {
        List<String> name = names.qualified(node, node.getName(), input);
        if (!catalog.hasDatabase(name.get(1))) {
            throw SqlFailure.at(node, "SCHEMA_NOT_FOUND", "Schema " + name.get(1) + " not found");
        }
        if (catalog.table(name.get(1), name.get(2)).isPresent()) {
            if (node.getSaveMode() == SaveMode.IGNORE) {
                return new Outcome(List.of(), false, 0);
            }
            throw SqlFailure.at(
                    node, "TABLE_ALREADY_EXISTS", "Destination table '" + String.join(".", name) + "' already exists");
        }
        RowFiles.Target target = WriteStatements.target(node, input);
        Query query = node.isWithData() ? node.getQuery() : withoutRows(node);
        requireEmpty(target);
        return write(query, target, input, running, each -> each, (select, written) -> {
            var table = WriteStatements.table(name.get(2), select, target);
            catalog.createTable(name.get(1), table);
            WriteStatements.partitions(table, written, target)
                    .forEach(each -> catalog.partitions().add(name.get(1), name.get(2), each));
        });
    }

    private static Query withoutRows(CreateTableAsSelect node) {
        throw SqlFailure.notEmulated(node, "WITH NO DATA");
    }
}
