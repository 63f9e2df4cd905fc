package io.github.calllake.local.athena;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.calllake.local.athena.RowFiles.Format;
import io.github.calllake.local.athena.RowFiles.Target;
import io.github.calllake.local.athena.RowFiles.Written;
import io.trino.sql.tree.Insert;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * What INSERT INTO says: the files to be added to a table's, and its new partitions.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/insert-into.html">INSERT INTO</a>
 */
final class InsertStatements {

    private InsertStatements() {}

    /** The files of the rows: as the table's. */
    static Target target(Insert node, JsonNode table) {
        if (GlueViews.isView(table)) {
            throw SqlFailure.at(node, "NOT_SUPPORTED", "Inserting into views is not supported");
        }
        if (table.path("Parameters").path("projection.enabled").asBoolean()) {
            throw SqlFailure.notEmulated(node, "INSERT INTO a table with partition projection");
        }
        JsonNode storage = table.path("StorageDescriptor");
        String serDe = storage.path("SerdeInfo").path("SerializationLibrary").asText();
        boolean parquet = serDe.equals(HiveParser.PARQUET.serDe());
        if (!parquet && !serDe.equals(HiveParser.delimited(",").serDe())) {
            throw SqlFailure.notEmulated(node, "INSERT INTO a table of SerDe " + serDe);
        }
        String location = storage.path("Location").asText();
        return new Target(
                location.endsWith("/") ? location : location + "/",
                parquet ? Format.PARQUET : Format.TEXTFILE,
                parquet ? "GZIP" : "NONE",
                storage.path("SerdeInfo").path("Parameters").path("field.delim").asText("\u0001"),
                columns(table.path("PartitionKeys")).stream().map(Column::name).toList());
    }

    private static List<Column> columns(JsonNode described) {
        List<Column> columns = new ArrayList<>();
        described.forEach(column -> columns.add(new Column(
                column.path("Name").asText(), TypeNames.hive(column.path("Type").asText()))));
        return columns;
    }

    /** The query's rows with the table's columns, in its order; those that are not named are NULL. */
    static Select shaped(Insert node, Select query, JsonNode table) {
        List<Column> all = columns(table.path("StorageDescriptor").path("Columns"));
        all.addAll(columns(table.path("PartitionKeys")));
        List<String> named = node.getColumns()
                .map(names -> names.stream().map(Identifiers::name).toList())
                .orElseGet(() -> all.stream().map(Column::name).toList());
        requireKnown(node, named, all);
        requireTypes(node, named, all, query);
        StringJoiner list = new StringJoiner(", ");
        for (int i = 0; i < all.size(); i++) {
            SqlType type = all.get(i).type();
            int from = named.indexOf(all.get(i).name());
            String value = from < 0
                    ? Sql.nullOf(type)
                    : query.columns().get(from).type().equals(type)
                            ? Select.columnName(from)
                            : Sql.cast(Select.columnName(from), type);
            list.add(value + " AS " + Select.columnName(i));
        }
        return new Select("SELECT " + list + " FROM (" + query.sql() + ")", all);
    }

    private static void requireKnown(Insert node, List<String> named, List<Column> all) {
        for (String name : named) {
            if (all.stream().noneMatch(column -> column.name().equals(name))) {
                throw SqlFailure.at(
                        node, "COLUMN_NOT_FOUND", "Insert column name does not exist in target table: " + name);
            }
        }
        if (named.stream().distinct().count() != named.size()) {
            throw SqlFailure.at(node, "DUPLICATE_COLUMN_NAME", "Insert column name is specified more than once");
        }
    }

    private static void requireTypes(Insert node, List<String> named, List<Column> all, Select query) {
        List<SqlType> wanted = named.stream()
                .map(name -> all.stream()
                        .filter(column -> column.name().equals(name))
                        .findFirst()
                        .orElseThrow()
                        .type())
                .toList();
        List<SqlType> given = query.columns().stream().map(Column::type).toList();
        boolean fits = wanted.size() == given.size();
        for (int i = 0; fits && i < wanted.size(); i++) {
            fits = Coercion.converts(given.get(i), wanted.get(i));
        }
        if (!fits) {
            throw SqlFailure.at(
                    node,
                    "TYPE_MISMATCH",
                    "Insert query has mismatched column types: Table: " + names(wanted) + ", Query: " + names(given));
        }
    }

    private static List<String> names(List<SqlType> types) {
        return types.stream().map(SqlType::trino).toList();
    }

    /** Registers the partitions of the files that are not yet. */
    static void register(
            GluePartitions partitions, List<String> name, ObjectNode table, List<Written> files, Target target) {
        for (ObjectNode each : WriteStatements.partitions(table, files, target)) {
            Optional<ObjectNode> known = partitions.find(name.get(1), name.get(2), GluePartitions.values(each));
            if (known.isEmpty()) {
                partitions.add(name.get(1), name.get(2), each);
            }
        }
    }

    /** A partition that lies elsewhere would not see the rows. */
    static void requireUsualPlaces(Insert node, List<ObjectNode> registered, Target target) {
        for (ObjectNode partition : registered) {
            String location =
                    partition.path("StorageDescriptor").path("Location").asText();
            if (!location.startsWith(target.location())) {
                throw SqlFailure.notEmulated(node, "INSERT INTO a table with partitions outside of its location");
            }
        }
    }
}
