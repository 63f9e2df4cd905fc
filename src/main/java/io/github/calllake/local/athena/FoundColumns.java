package io.github.calllake.local.athena;

import io.github.calllake.local.athena.FileSchemas.FileColumn;
import io.github.calllake.local.athena.SqlType.RowOf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A table's columns as Parquet files have them that are alike. Remembers what was asked for; not thread-safe. */
final class FoundColumns implements FileScan.Reader {
    private final List<Column> columns;
    private final List<FileColumn> found;
    private final FileColumns reader = new FileColumns(new Names());
    private final List<FileType> types = new ArrayList<>();

    FoundColumns(List<Column> columns, List<FileColumn> found) {
        this.columns = columns;
        this.found = found;
    }

    /** The files' types of what was asked for. */
    List<FileType> types() {
        return List.copyOf(types);
    }

    private Optional<FileColumn> found(Column column) {
        return found.stream()
                .filter(candidate -> Identifiers.name(candidate.name()).equals(column.name()))
                .findFirst();
    }

    @Override
    public String column(int index) {
        Column column = columns.get(index);
        Optional<FileColumn> own = found(column);
        if (own.isEmpty()) {
            return Sql.nullOf(column.type());
        }
        types.add(own.get().type());
        return reader.read(
                sql(own.get()),
                column.name(),
                own.get().type(),
                column.type(),
                own.get().wholeMillis());
    }

    private static String sql(FileColumn column) {
        return FileScan.ROWS + "." + Sql.name(column.name());
    }

    @Override
    public String member(int index, String member) {
        Column column = columns.get(index);
        Optional<FileColumn> own = found(column);
        if (own.isEmpty()) {
            return FileScan.noMember(column, member);
        }
        if (column.type() instanceof RowOf row) {
            Optional<FileColumns.Part> part = reader.member(
                    sql(own.get()), own.get().type(), row, member, own.get().wholeMillis());
            if (part.isPresent()) {
                part.get().type().ifPresent(types::add);
                return part.get().sql();
            }
        }
        return FileScan.Reader.super.member(index, member);
    }
}
