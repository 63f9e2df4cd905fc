package io.github.calllake.catalog;

import io.github.calllake.lake.LakeDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A lake in words. */
final class LakeDescription {

    private LakeDescription() {}

    static List<String> lines(LakeDefinition lake) {
        List<String> lines = new ArrayList<>();
        lines.add("lake            " + lake.layout().address());
        lake.stream().ifPresent(stream -> lines.add("stream          " + stream));
        lake.takeover()
                .ifPresent(takeover -> lines.add("taken over at   " + takeover.cutover() + ", overlap until "
                        + takeover.overlapUntil() + ", service types " + new TreeMap<>(takeover.serviceTypes())));
        lines.add("post-call files " + lake.postCall());
        for (CatalogPart part : CatalogPart.of(lake)) {
            lines.add("database        " + part.database());
            part.tables()
                    .forEach(table -> lines.add("  table         " + table.name() + ", "
                            + table.storageDescriptor().columns().size() + " columns"));
            part.addedColumns()
                    .forEach((table, columns) ->
                            lines.add("  added to      " + table + ", " + columns.size() + " columns"));
            part.views().forEach(view -> lines.add("  view          " + view.name()));
            lines.add("  workgroup     " + part.workGroup().name() + ", results in "
                    + part.workGroup().results() + ", at most "
                    + part.workGroup().scanLimitBytes()
                    + " bytes a query");
        }
        return lines;
    }
}
