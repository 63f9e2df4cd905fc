package io.github.calllake.schema;

import io.github.calllake.schema.ColumnType.Array;
import io.github.calllake.schema.ColumnType.Field;
import io.github.calllake.schema.ColumnType.Scalar;
import io.github.calllake.schema.ColumnType.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Navigation of SUPER values and lax casts from them, as {@link JsonValues} reads the same values in Java.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/r_TRY_CAST.html">TRY_CAST</a>
 */
final class RedshiftCasts {

    private static final Pattern CAMEL_CASE =
            Pattern.compile("[A-Za-z][A-Za-z0-9]*[A-Z][A-Za-z0-9]*|[A-Z][A-Za-z0-9]*");
    private static final String WHOLE_NUMBER = "^[+-]?[0-9]{1,19}$";
    private static final String DECIMAL_NUMBER = "^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$";

    private RedshiftCasts() {}

    /** The paths extended by members of a type; member {@code 0} is an array's first element. */
    static List<String> members(List<String> paths, ColumnType type, List<String> members) {
        List<String> here = paths;
        ColumnType at = type;
        for (String member : members) {
            if (at instanceof Array array) {
                here = here.stream().map(path -> path + "[0]").toList();
                at = array.element();
            } else {
                Field field = FlatViews.fieldOf((Struct) at, member);
                here = step(here, field.keys());
                at = field.type();
            }
        }
        return here;
    }

    static List<String> step(List<String> paths, List<String> keys) {
        List<String> extended = new ArrayList<>();
        for (String path : paths) {
            for (String key : keys) {
                extended.add(path + "." + attribute(key));
            }
        }
        return extended;
    }

    /**
     * An unquoted attribute keeps its case by enable_case_sensitive_super_attribute; a quoted one folds to lower case, so
     * quotes are for keys that are lower case anyway and may be reserved words or hold a hyphen.
     */
    private static String attribute(String key) {
        return CAMEL_CASE.matcher(key).matches() ? key : '"' + key + '"';
    }

    /** The first path whose value fits the type, as that type. */
    static String cast(List<String> paths, ColumnType type) {
        List<String> casts =
                paths.stream().flatMap(path -> casts(path, type).stream()).toList();
        return casts.size() == 1 ? casts.get(0) : casts.stream().collect(Collectors.joining(", ", "COALESCE(", ")"));
    }

    private static List<String> casts(String path, ColumnType type) {
        if (type instanceof Array) {
            return List.of("CASE WHEN IS_ARRAY(%1$s) THEN JSON_SERIALIZE(%1$s) END".formatted(path));
        }
        if (type instanceof Struct) {
            return List.of("CASE WHEN IS_OBJECT(%1$s) THEN JSON_SERIALIZE(%1$s) END".formatted(path));
        }
        String text = path + "::varchar(max)";
        return switch ((Scalar) type) {
            case STRING -> List.of(text);
            case JSON ->
                List.of("CASE WHEN IS_OBJECT(%1$s) OR IS_ARRAY(%1$s) THEN JSON_SERIALIZE(%1$s) ELSE %2$s END"
                        .formatted(path, text));
            case BOOLEAN ->
                List.of(
                        // The cast alone would take an integer as well.
                        "CASE WHEN IS_BOOLEAN(%1$s) THEN %1$s::boolean END".formatted(path),
                        "CASE LOWER(" + text + ") WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END");
            case INT -> List.of(path + "::int", quoted(text, WHOLE_NUMBER, "int"));
            case BIGINT -> List.of(path + "::bigint", quoted(text, WHOLE_NUMBER, "bigint"));
            case DOUBLE -> List.of(path + "::double precision", quoted(text, DECIMAL_NUMBER, "double precision"));
            case TIMESTAMP -> throw new IllegalArgumentException("No JSON value is read as a timestamp: " + path);
        };
    }

    /** A number in quotes; the pattern comes first, since a cast would also take words like infinity. */
    private static String quoted(String text, String pattern, String type) {
        return "CASE WHEN %1$s ~ '%2$s' THEN TRY_CAST(%1$s AS %3$s) END".formatted(text, pattern, type);
    }
}
