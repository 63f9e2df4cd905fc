package io.github.calllake.local.athena;

import io.github.calllake.local.athena.PartitionPlaces.Place;
import io.github.calllake.local.athena.S3Files.S3File;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** The partitions of a table that a statement reads: those whose values meet its conditions. Not thread-safe. */
final class ChosenPartitions {
    private final PartitionPlaces places;
    private final DuckDb duckDb;
    private final String alias;
    private final int first;
    private final List<Column> keys;
    private final List<String> conditions = new ArrayList<>();

    /**
     * All partitions, so far.
     *
     * @param alias what conditions call the table
     * @param first the number of the first partition column
     */
    ChosenPartitions(PartitionPlaces places, DuckDb duckDb, String alias, int first, List<Column> keys) {
        this.places = places;
        this.duckDb = duckDb;
        this.alias = alias;
        this.first = first;
        this.keys = keys;
    }

    /** Leaves out what does not meet a condition of partition columns. */
    void exclude(String condition) {
        conditions.add(condition);
    }

    /** A partition column's value, from the name of a file. */
    Expr value(Column key, String fileSql) {
        return places.value(key.name(), key.type(), fileSql);
    }

    /** The files of the partitions that are left. */
    List<S3File> files() {
        return chosen().stream()
                .flatMap(place -> places.files(place).stream())
                .distinct()
                .toList();
    }

    /** DuckDB judges: a condition means to partitions what it means to rows. */
    private List<Place> chosen() {
        List<Place> all = places.places();
        if (all.isEmpty() || conditions.isEmpty()) {
            return all;
        }
        List<Place> chosen = new ArrayList<>();
        try (Connection connection = duckDb.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(question(all))) {
            while (rows.next()) {
                chosen.add(all.get(rows.getInt(1)));
            }
            return chosen;
        } catch (SQLException e) {
            throw new SqlFailure(QueryRunner.message(e));
        }
    }

    private String question(List<Place> all) {
        StringJoiner values = new StringJoiner(", ");
        for (int i = 0; i < all.size(); i++) {
            StringJoiner row = new StringJoiner(", ", "(", ")").add(Integer.toString(i));
            for (int key = 0; key < keys.size(); key++) {
                String text = all.get(i).values().get(key).map(Sql::text).orElse("NULL");
                row.add(Sql.cast(text, keys.get(key).type()));
            }
            values.add(row.toString());
        }
        StringJoiner columns = new StringJoiner(", ").add("place");
        for (int key = 0; key < keys.size(); key++) {
            columns.add(Select.columnName(first + key));
        }
        return "SELECT place FROM (VALUES " + values + ") AS " + alias + "(" + columns + ") WHERE "
                + String.join(" AND ", conditions) + " ORDER BY place";
    }
}
