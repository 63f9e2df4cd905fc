package io.github.calllake.schema;

import io.github.calllake.schema.ColumnType.Array;
import io.github.calllake.schema.ColumnType.Field;
import io.github.calllake.schema.ColumnType.Struct;
import io.github.calllake.schema.FlatView.Source;
import io.github.calllake.schema.FlatView.Unnest;
import java.util.List;
import java.util.Optional;

/** Flat views in the terms of deployed tables: other column names, and members that are not there. */
final class TakenOverViews {

    private TakenOverViews() {}

    /**
     * A flat view over a deployed table.
     *
     * @param view as it is over our table
     * @param deployed the names and types that are deployed
     */
    static FlatView over(FlatView view, DeployedTable deployed) {
        EventTable table = deployed.as(view.table());
        Optional<Unnest> unnest = view.unnest()
                .map(rows -> new Unnest(
                        (Source.Member) renamed(rows.array(), deployed),
                        rows.orElse().map(column -> name(column, deployed))));
        FlatView renamed = new FlatView(view.name(), table, unnest, List.of(), view.toldApartBy());
        List<FlatView.Column> columns = view.columns().stream()
                .map(column -> new FlatView.Column(
                        column.name(), column.type(), there(renamed, renamed(column.source(), deployed))))
                .toList();
        return new FlatView(view.name(), table, unnest, columns, view.toldApartBy());
    }

    private static String name(String column, DeployedTable deployed) {
        return deployed.find(column).map(DeployedTable.Column::name).orElse(column);
    }

    private static Source renamed(Source source, DeployedTable deployed) {
        if (source instanceof Source.Member member) {
            return new Source.Member(name(member.column(), deployed), member.members());
        }
        if (source instanceof Source.FirstOf firstOf) {
            return new Source.FirstOf(firstOf.sources().stream()
                    .map(each -> renamed(each, deployed))
                    .toList());
        }
        return source;
    }

    /** The source, or none where the deployed type has no such member. */
    private static Source there(FlatView view, Source source) {
        if (source instanceof Source.FirstOf firstOf) {
            List<Source> left = firstOf.sources().stream()
                    .filter(each -> !(there(view, each) instanceof Source.Absent))
                    .toList();
            return left.isEmpty() ? new Source.Absent() : left.size() == 1 ? left.get(0) : new Source.FirstOf(left);
        }
        if (source instanceof Source.Member member) {
            return has(view.table().column(member.column()).type(), member.members()) ? source : new Source.Absent();
        }
        if (source instanceof Source.Element element) {
            Array array =
                    (Array) FlatViews.typeOf(view, view.unnest().orElseThrow().array());
            return has(array.element(), element.members()) ? source : new Source.Absent();
        }
        return source;
    }

    private static boolean has(ColumnType type, List<String> members) {
        ColumnType here = type;
        for (String name : members) {
            if (here instanceof Array array) {
                here = array.element();
                continue;
            }
            Optional<Field> field = here instanceof Struct struct
                    ? struct.fields().stream()
                            .filter(each -> each.name().equals(name))
                            .findFirst()
                    : Optional.empty();
            if (field.isEmpty()) {
                return false;
            }
            here = field.get().type();
        }
        return true;
    }
}
