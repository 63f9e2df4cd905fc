package io.github.calllake.queries;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How Trino's answer differs from the local Athena's. Rows may come in another order. */
final class AnswerDifference {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern DOUBLE = Pattern.compile("-?[0-9]+\\.[0-9]+(E-?[0-9]+)?");
    private static final MathContext SURE_DIGITS = new MathContext(13);
    private static final int SHOWN = 2;

    private AnswerDifference() {}

    static Optional<String> of(TrinoProcess.Answer theirs, List<List<@Nullable String>> ours) {
        if (!theirs.error().isEmpty()) {
            return Optional.of(theirs.error());
        }
        List<String> left = texts(theirs.rows());
        List<String> right = texts(ours);
        if (left.equals(right)) {
            return Optional.empty();
        }
        return Optional.of(left.size() + " rows in Trino, " + right.size() + " in the local Athena; only in Trino "
                + onlyIn(left, right) + "; only in the local Athena " + onlyIn(right, left));
    }

    private static List<String> onlyIn(List<String> these, List<String> others) {
        List<String> only = new ArrayList<>(these);
        others.forEach(only::remove);
        return only.stream().limit(SHOWN).toList();
    }

    private static List<String> texts(List<List<@Nullable String>> rows) {
        return rows.stream()
                .map(row -> row.stream().map(AnswerDifference::normal).toList().toString())
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    /**
     * JSON is equal as JSON: the order of an object's members is not the same. The last digits of a sum of doubles depend on the
     * order in which rows come.
     */
    private static String normal(@Nullable String value) {
        if (value != null && DOUBLE.matcher(value).matches()) {
            return new BigDecimal(value).round(SURE_DIGITS).stripTrailingZeros().toString();
        }
        if (value == null || !(value.startsWith("{") || value.startsWith("["))) {
            return String.valueOf(value);
        }
        try {
            return "JSON " + sorted(JSON.readValue(value, Object.class));
        } catch (JsonProcessingException e) {
            return value;
        }
    }

    private static String sorted(@Nullable Object json) {
        if (json instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> entry.getKey() + "=" + sorted(entry.getValue()))
                    .sorted()
                    .toList()
                    .toString();
        }
        return json instanceof List<?> list
                ? list.stream().map(AnswerDifference::sorted).toList().toString()
                : json instanceof Number number ? Double.toString(number.doubleValue()) : String.valueOf(json);
    }
}
