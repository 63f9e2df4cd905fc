package io.github.calllake.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.StorageDescriptor;
import software.amazon.awssdk.services.glue.model.Table;
import software.amazon.awssdk.services.glue.model.TableInput;

/** Deployed tables as the input of an update: Glue replaces the whole table, so all that is not named would go. */
final class TableCopies {

    private TableCopies() {}

    /** The table with columns added at the end, and with properties. */
    static TableInput with(Table table, List<Column> columns, Map<String, String> properties) {
        Map<String, String> parameters = new LinkedHashMap<>(table.parameters());
        parameters.putAll(properties);
        return copy(table, parameters, all -> {
            List<Column> longer = new ArrayList<>(all);
            longer.addAll(columns);
            return longer;
        });
    }

    /** The table without columns. */
    static TableInput without(Table table, Collection<String> columns) {
        return copy(table, table.parameters(), all -> all.stream()
                .filter(column -> !columns.contains(column.name()))
                .toList());
    }

    private static TableInput copy(Table table, Map<String, String> parameters, UnaryOperator<List<Column>> columns) {
        StorageDescriptor storage = table.storageDescriptor();
        return TableInput.builder()
                .name(table.name())
                .description(table.description())
                .owner(table.owner())
                .lastAccessTime(table.lastAccessTime())
                .lastAnalyzedTime(table.lastAnalyzedTime())
                .retention(table.retention())
                .storageDescriptor(storage.toBuilder()
                        .columns(columns.apply(storage.columns()))
                        .build())
                .partitionKeys(table.hasPartitionKeys() ? table.partitionKeys() : null)
                .viewOriginalText(table.viewOriginalText())
                .viewExpandedText(table.viewExpandedText())
                .tableType(table.tableType())
                .parameters(parameters)
                .targetTable(table.targetTable())
                .build();
    }
}
