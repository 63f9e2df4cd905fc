package io.github.calllake.local.athena;

import io.github.calllake.local.athena.S3Files.S3File;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** The rows of a table's files, written when it is known which columns and partitions are asked for. Not thread-safe. */
final class FileScan implements LateRelations.TableScan {

    /** What DuckDB calls the files' rows. */
    static final String ROWS = "f";

    private final ChosenPartitions partitions;
    private final Format format;
    private final List<Column> columns;
    private final List<Column> keys;
    private final Column path;

    FileScan(ChosenPartitions partitions, Format format, List<Column> columns, List<Column> keys, Column path) {
        this.partitions = partitions;
        this.format = format;
        this.columns = List.copyOf(columns);
        this.keys = List.copyOf(keys);
        this.path = path;
    }

    /** Reads files of one format. */
    interface Format {
        /** The files, in parts that are read alike. */
        List<Part> parts(List<S3File> files, Uses uses);
    }

    /**
     * Files that are read alike.
     *
     * @param from a FROM item that gives their rows under the name {@link #ROWS}
     * @param columns the table's columns that are asked for, each with its name
     * @param file the name of a row's file
     * @param address where that lies in S3
     */
    record Part(String from, List<String> columns, String file, String address) {
        Part {
            columns = List.copyOf(columns);
        }
    }

    /** Reads a column of the table. */
    interface Reader {
        String column(int index);

        /** A member of a column; its name is as in SQL, without the quotes. */
        default String member(int index, String member) {
            return "struct_extract(" + column(index) + ", '" + member + "')";
        }
    }

    /** The columns that are asked for, or their members. */
    static List<String> list(int columns, Uses uses, Reader reader) {
        List<String> list = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            if (uses.isApart(i)) {
                for (String member : uses.members(i)) {
                    list.add(reader.member(i, member) + " AS " + uses.memberColumn(i, member));
                }
            } else if (uses.has(i)) {
                list.add(reader.column(i) + " AS " + Select.columnName(i));
            }
        }
        return list;
    }

    @Override
    public void exclude(String condition) {
        partitions.exclude(condition);
    }

    @Override
    public String sql(Uses uses) {
        List<S3File> files = partitions.files();
        if (files.isEmpty()) {
            return nothing(uses);
        }
        StringJoiner union = new StringJoiner(" UNION ALL ");
        for (Part part : format.parts(files, uses)) {
            List<String> list = new ArrayList<>(part.columns());
            for (int i = 0; i < keys.size(); i++) {
                if (uses.has(columns.size() + i)) {
                    list.add(partitions.value(keys.get(i), part.file()).sql() + " AS "
                            + Select.columnName(columns.size() + i));
                }
            }
            if (uses.has(columns.size() + keys.size())) {
                list.add(part.address() + " AS " + Select.columnName(columns.size() + keys.size()));
            }
            union.add("SELECT " + (list.isEmpty() ? "NULL" : String.join(", ", list)) + " FROM " + part.from());
        }
        return union.toString();
    }

    /** NULL for a member of a column that is not there. It is given its type: a member of NULL has none in DuckDB. */
    static String noMember(Column column, String member) {
        return column.type() instanceof SqlType.RowOf row
                ? row.members().stream()
                        .filter(each -> Sql.text(each.name()).equals("'" + member + "'"))
                        .findFirst()
                        .map(each -> Sql.nullOf(each.type()))
                        .orElse("NULL")
                : "NULL";
    }

    private String nothing(Uses uses) {
        List<Column> all = new ArrayList<>(columns);
        all.addAll(keys);
        all.add(path);
        List<String> list = list(all.size(), uses, new Reader() {
            @Override
            public String column(int index) {
                return Sql.nullOf(all.get(index).type());
            }

            @Override
            public String member(int index, String member) {
                return noMember(all.get(index), member);
            }
        });
        return "SELECT " + (list.isEmpty() ? "NULL" : String.join(", ", list)) + " WHERE false";
    }
}
