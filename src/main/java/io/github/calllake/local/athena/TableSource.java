package io.github.calllake.local.athena;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** Where a query finds its tables: the catalog, and the files behind it. */
interface TableSource {
    boolean hasDatabase(String database);

    /** A table or view as Glue keeps it. */
    Optional<ObjectNode> table(String database, String table);

    /**
     * A table's rows.
     *
     * @param alias what DuckDB calls it
     * @throws SqlFailure if the table cannot be read
     */
    Scanned scan(ObjectNode table, String alias);

    /**
     * A table that a query reads.
     *
     * @param rows to be written when it is known what is asked of them
     * @param columns as they are numbered
     * @param hidden how many of the last columns {@code *} leaves out
     */
    record Scanned(LateRelations.TableScan rows, List<Column> columns, int hidden) {
        public Scanned {
            columns = List.copyOf(columns);
        }
    }
}
