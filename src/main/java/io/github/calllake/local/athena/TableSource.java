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
     * A table's rows as a FROM item.
     *
     * @param qualifier what may stand before its columns' names
     * @param alias what DuckDB calls it
     * @throws SqlFailure if the table cannot be read
     */
    Relation scan(ObjectNode table, List<String> qualifier, String alias);
}
