package io.github.calllake.schema;

import io.github.calllake.schema.ColumnType.Array;
import io.github.calllake.schema.ColumnType.Field;
import io.github.calllake.schema.ColumnType.Struct;
import io.github.calllake.schema.FlatView.Source;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a restricted reader does not see: phone numbers, SIP headers and whatever a caller put into metadata. In either tier the flat
 * views of the same names and columns have NULL there; the lake's restricted tables lack the columns, and the members of structs, that
 * hold them.
 */
public final class Restricted {

    private static final Set<String> WITHHELD =
            Set.of("from_number", "to_number", "invite_headers", "siprec_metadata", "siprec_metadata_json", "metadata");

    /** In tables there are other spellings, and what the Chime schema lacks, which may be anything. */
    private static final Set<String> WITHHELD_IN_TABLES = Set.of(
            "fromnumber",
            "tonumber",
            "inviteheaders",
            "sipheaders",
            "siprecmetadata",
            "siprecmetadatajson",
            "metadata",
            "unmapped");

    private Restricted() {}

    /** The Glue database, or the Redshift schema, with the restricted views of another. */
    public static String name(String database) {
        return database + "_restricted";
    }

    /** Whether a flat view's column is NULL for a restricted reader. */
    public static boolean withholds(String column) {
        return WITHHELD.contains(column);
    }

    /** A table without the columns and members that are withheld. */
    public static EventTable table(EventTable table) {
        return new EventTable(
                table.type(),
                table.name(),
                table.columns().stream()
                        .filter(column -> !isWithheld(column.name()))
                        .map(column -> new EventTable.Column(column.name(), type(column.type()), column.source()))
                        .toList());
    }

    private static ColumnType type(ColumnType type) {
        if (type instanceof Struct struct) {
            return new Struct(struct.fields().stream()
                    .filter(field -> !isWithheld(field.name()))
                    .map(field -> new Field(field.name(), type(field.type()), field.keys()))
                    .toList());
        }
        return type instanceof Array array ? new Array(type(array.element())) : type;
    }

    private static boolean isWithheld(String tableName) {
        return WITHHELD_IN_TABLES.contains(
                tableName.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT));
    }

    /** A flat view over the restricted table: the same columns, those that are withheld without a source. */
    static FlatView view(FlatView view, Optional<DeployedTable> deployed) {
        FlatView there = deployed.map(other -> TakenOverViews.over(view, other)).orElse(view);
        return new FlatView(
                view.name(),
                table(there.table()),
                there.unnest(),
                there.columns().stream()
                        .map(column -> withholds(column.name())
                                ? new FlatView.Column(column.name(), column.type(), new Source.Absent())
                                : column)
                        .toList(),
                view.toldApartBy());
    }
}
