package io.github.calllake.schema;

import io.github.calllake.schema.ColumnType.Array;
import io.github.calllake.schema.ColumnType.Struct;
import io.github.calllake.schema.FlatView.Source;
import io.github.calllake.schema.FlatView.Unnest;
import io.github.calllake.schema.FlatView.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The flat views in Athena's SQL (Trino's), over the lake's Glue tables.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/create-view.html">CREATE VIEW</a>
 */
public final class AthenaSql {

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

    private static String query(FlatView view, String database) {
        String columns = view.columns().stream()
                .map(column -> expression(view, column) + " AS " + name(column.name()))
                .collect(Collectors.joining(",\n       "));
        return """
                SELECT %s
                FROM "%s"."%s" AS t%s""".formatted(columns, database, view.table().name(), unnest(view));
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

    private static String expression(FlatView view, FlatView.Column column) {
        return expression(view, column.source(), column.type());
    }

    private static String expression(FlatView view, Source source, ValueType type) {
        if (source instanceof Source.FirstOf firstOf) {
            return firstOf.sources().stream()
                    .map(each -> expression(view, each, type))
                    .collect(Collectors.joining(", ", "COALESCE(", ")"));
        }
        if (source instanceof Source.ElementIndex) {
            return "CAST(x." + ORDINALITY + " - 1 AS integer)";
        }
        if (source instanceof Source.EventDate) {
            return "CAST(concat(t.year, '-', t.month, '-', t.day) AS date)";
        }
        if (source instanceof Source.Absent) {
            return "CAST(NULL AS varchar)";
        }
        String value = source instanceof Source.Member member
                ? path("t." + name(member.column()), member.members())
                : element((Source.Element) source);
        boolean text = FlatViews.typeOf(view, source) instanceof ColumnType.Scalar;
        return type == ValueType.JSON && !text ? "json_format(CAST(" + value + " AS json))" : value;
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
