package io.github.calllake.schema;

import io.github.calllake.event.DetailType;
import io.github.calllake.schema.ColumnType.Array;
import io.github.calllake.schema.ColumnType.Struct;
import io.github.calllake.schema.FlatView.Source;
import io.github.calllake.schema.FlatView.Unnest;
import io.github.calllake.schema.FlatView.ValueType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The flat views in Athena's SQL (Trino's), over the lake's Glue tables.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/create-view.html">CREATE VIEW</a>
 */
public final class AthenaSql {

    /** The day that a row's partition is named by. */
    static final String PARTITION_DAY = "CAST(concat(t.year, '-', t.month, '-', t.day) AS date)";

    /** Old rows of a lake that was taken over have no arrival. */
    static final String WRITTEN_BY_US = "t.arrival_time IS NOT NULL";

    private static final Pattern PLAIN_NAME = Pattern.compile("[a-z_][a-z0-9_]*");
    private static final List<String> QUOTED = List.of("time");
    private static final String ELEMENT = "element";
    private static final String ORDINALITY = "element_ordinality";

    private AthenaSql() {}

    /**
     * A view of the lake.
     *
     * @param database the Glue database that it is made in
     * @param name its name
     * @param query what it shows
     */
    public record View(String database, String name, String query) {

        /** The statement that makes it, or makes it anew. */
        public String statement() {
            return "CREATE OR REPLACE VIEW \"" + database + "\".\"" + name + "\" AS\n" + query;
        }
    }

    /** All views of a lake of our own making. */
    public static List<View> views(String database) {
        List<View> all = new ArrayList<>();
        FlatViews.all().forEach(view -> all.add(new View(database, view.name(), query(view, database))));
        // It stands on one of the others.
        all.add(new View(database, PostCallView.NAME, PostCallView.query(database)));
        return all;
    }

    /**
     * {@code CREATE OR REPLACE VIEW} for a flat view.
     *
     * @param database the Glue database of the tables and of the view
     */
    public static String createView(FlatView view, String database) {
        return new View(database, view.name(), query(view, database)).statement();
    }

    /**
     * The views of a lake that was taken over.
     *
     * @param tables its tables as they are deployed; one that is not there is one of ours
     * @param postCall whether it has a post-call table
     */
    public static List<View> views(
            String database,
            Map<DetailType, DeployedTable> tables,
            Instant cutover,
            Instant overlapUntil,
            boolean postCall) {
        List<View> all = new ArrayList<>();
        for (FlatView view : FlatViews.all()) {
            DeployedTable deployed = tables.get(view.table().type());
            String query = deployed == null
                    ? query(view, database)
                    : new TakenOverSql(TakenOverViews.over(view, deployed), database, cutover, overlapUntil).query();
            all.add(new View(database, view.name(), query));
        }
        if (postCall) {
            all.add(new View(database, PostCallView.NAME, PostCallView.query(database)));
        }
        return all;
    }

    /**
     * The views of a restricted reader, over tables without what is withheld. Of a lake that was taken over they have the rows that
     * the archiver wrote: in the others a call's id stands in metadata only.
     *
     * @param database the restricted database
     * @param takenOver tables as they are deployed in a lake that was taken over; else empty
     * @param postCall whether it has a post-call table
     */
    public static List<View> restrictedViews(
            String database, Map<DetailType, DeployedTable> takenOver, boolean postCall) {
        List<View> all = new ArrayList<>();
        for (FlatView view : FlatViews.all()) {
            Optional<DeployedTable> deployed =
                    Optional.ofNullable(takenOver.get(view.table().type()));
            String query = query(Restricted.view(view, deployed), database);
            all.add(new View(database, view.name(), deployed.isPresent() ? query + "\nWHERE " + WRITTEN_BY_US : query));
        }
        if (postCall) {
            all.add(new View(database, PostCallView.NAME, PostCallView.query(database)));
        }
        return all;
    }

    private static String query(FlatView view, String database) {
        return select(view, Map.of(), "\"" + database + "\".\"" + view.table().name() + "\"");
    }

    /**
     * The query of a flat view.
     *
     * @param values what stands for table columns that rows do not have, by column
     * @param from the table
     */
    static String select(FlatView view, Map<String, String> values, String from) {
        String columns = view.columns().stream()
                .map(column -> expression(view, column.source(), column.type(), values) + " AS " + name(column.name()))
                .collect(Collectors.joining(",\n       "));
        return """
                SELECT %s
                FROM %s AS t%s""".formatted(columns, from, unnest(view));
    }

    private static String unnest(FlatView view) {
        return view.unnest()
                .map(unnest -> {
                    String array = path(
                            "t." + name(unnest.array().column()), unnest.array().members());
                    String rows = unnest.orElse()
                            .map(struct -> "CASE WHEN cardinality(%s) > 0 THEN %s ELSE ARRAY[t.%s] END"
                                    .formatted(array, array, name(struct)))
                            .orElse(array);
                    return "\nLEFT JOIN UNNEST(%s) WITH ORDINALITY AS x (%s) ON TRUE"
                            .formatted(rows, elementColumns(view, unnest));
                })
                .orElse("");
    }

    /** UNNEST of structs gives a column for each member. */
    private static String elementColumns(FlatView view, Unnest unnest) {
        ColumnType element = ((Array) FlatViews.typeOf(view, unnest.array())).element();
        String columns = element instanceof Struct struct
                ? struct.fields().stream().map(ColumnType.Field::name).collect(Collectors.joining(", "))
                : ELEMENT;
        return columns + ", " + ORDINALITY;
    }

    private static String expression(FlatView view, Source source, ValueType type, Map<String, String> values) {
        if (source instanceof Source.FirstOf firstOf) {
            return firstOf.sources().stream()
                    .map(each -> expression(view, each, type, values))
                    .collect(Collectors.joining(", ", "COALESCE(", ")"));
        }
        if (source instanceof Source.ElementIndex) {
            return "CAST(x." + ORDINALITY + " - 1 AS integer)";
        }
        if (source instanceof Source.EventDate) {
            return PARTITION_DAY;
        }
        if (source instanceof Source.Absent) {
            return "CAST(NULL AS " + trinoName(lakeType(type)) + ")";
        }
        if (source instanceof Source.Member member
                && member.members().isEmpty()
                && values.containsKey(member.column())) {
            return String.valueOf(values.get(member.column()));
        }
        String value = source instanceof Source.Member member
                ? path("t." + name(member.column()), member.members())
                : element((Source.Element) source);
        ColumnType there = FlatViews.typeOf(view, source);
        if (!(there instanceof ColumnType.Scalar)) {
            return "json_format(CAST(" + value + " AS json))";
        }
        return cast(value, there, lakeType(type));
    }

    private static ColumnType.Scalar lakeType(ValueType type) {
        return switch (type) {
            case VARCHAR -> ColumnType.Scalar.STRING;
            case JSON -> ColumnType.Scalar.JSON;
            case BOOLEAN -> ColumnType.Scalar.BOOLEAN;
            case INTEGER -> ColumnType.Scalar.INT;
            case BIGINT -> ColumnType.Scalar.BIGINT;
            case DOUBLE -> ColumnType.Scalar.DOUBLE;
            case TIMESTAMP -> ColumnType.Scalar.TIMESTAMP;
            case DATE -> throw new IllegalArgumentException("No lake type is a date");
        };
    }

    /** The value in another type; what does not fit is NULL. */
    static String cast(String value, ColumnType from, ColumnType to) {
        String wanted = trinoName(to);
        return trinoName(from).equals(wanted) ? value : "TRY_CAST(" + value + " AS " + wanted + ")";
    }

    /** A single value's type in Athena's SQL. */
    static String trinoName(ColumnType type) {
        return switch ((ColumnType.Scalar) type) {
            case STRING, JSON -> "varchar";
            case BOOLEAN -> "boolean";
            case INT -> "integer";
            case BIGINT -> "bigint";
            case DOUBLE -> "double";
            case TIMESTAMP -> "timestamp";
        };
    }

    private static String element(Source.Element element) {
        if (element.members().isEmpty()) {
            return "x." + ELEMENT;
        }
        List<String> members = element.members();
        return path("x." + name(members.get(0)), members.subList(1, members.size()));
    }

    /** {@code element_at} gives NULL past an array's end, where a subscript would fail. */
    private static String path(String root, List<String> members) {
        String path = root;
        for (String member : members) {
            path = member.equals("0") ? "element_at(" + path + ", 1)" : path + "." + name(member);
        }
        return path;
    }

    static String name(String name) {
        boolean plain = PLAIN_NAME.matcher(name).matches() && !QUOTED.contains(name);
        return plain ? name : '"' + name + '"';
    }
}
