package io.github.calllake.local.athena;

import io.trino.sql.parser.ParsingException;
import io.trino.sql.parser.SqlParser;
import io.trino.sql.tree.BetweenPredicate;
import io.trino.sql.tree.ComparisonExpression;
import io.trino.sql.tree.Expression;
import io.trino.sql.tree.Identifier;
import io.trino.sql.tree.InListExpression;
import io.trino.sql.tree.InPredicate;
import io.trino.sql.tree.LikePredicate;
import io.trino.sql.tree.LogicalExpression;
import io.trino.sql.tree.LongLiteral;
import io.trino.sql.tree.NotExpression;
import io.trino.sql.tree.StringLiteral;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The {@code Expression} of GetPartitions: comparisons of partition keys with literals, AND, OR, NOT, IN, BETWEEN, LIKE.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/webapi/API_GetPartitions.html">GetPartitions</a>
 */
final class PartitionFilter {
    private static final Set<String> NUMBERS = Set.of("tinyint", "smallint", "int", "integer", "bigint", "long");

    /** Types of the keys by name, in order. */
    private final Map<String, String> keys;

    private PartitionFilter(Map<String, String> keys) {
        this.keys = keys;
    }

    /** Whether a partition's values, in the keys' order, meet the expression. */
    static Predicate<List<String>> of(String expression, Map<String, String> keys) {
        PartitionFilter filter = new PartitionFilter(new LinkedHashMap<>(keys));
        try {
            return filter.of(new SqlParser().createExpression(expression));
        } catch (ParsingException e) {
            throw ApiException.invalidInput("Unsupported expression '" + expression + "'");
        }
    }

    private Predicate<List<String>> of(Expression expression) {
        if (expression instanceof LogicalExpression logical) {
            boolean and = logical.getOperator() == LogicalExpression.Operator.AND;
            return logical.getTerms().stream()
                    .map(this::of)
                    .reduce(and ? Predicate::and : Predicate::or)
                    .orElseThrow();
        }
        if (expression instanceof NotExpression not) {
            return of(not.getValue()).negate();
        }
        if (expression instanceof ComparisonExpression comparison) {
            return comparison(comparison);
        }
        if (expression instanceof BetweenPredicate between) {
            int key = key(between.getValue());
            String least = literal(between.getMin());
            String most = literal(between.getMax());
            return values -> compare(key, values, least) >= 0 && compare(key, values, most) <= 0;
        }
        if (expression instanceof InPredicate in && in.getValueList() instanceof InListExpression list) {
            int key = key(in.getValue());
            List<String> wanted =
                    list.getValues().stream().map(PartitionFilter::literal).toList();
            return values -> wanted.stream().anyMatch(each -> compare(key, values, each) == 0);
        }
        if (expression instanceof LikePredicate like && like.getEscape().isEmpty()) {
            int key = key(like.getValue());
            Pattern pattern = Pattern.compile(("\\Q" + literal(like.getPattern()) + "\\E")
                    .replace("%", "\\E.*\\Q")
                    .replace("_", "\\E.\\Q"));
            return values -> pattern.matcher(values.get(key)).matches();
        }
        throw ApiException.invalidInput("Unsupported expression '" + expression + "'");
    }

    private Predicate<List<String>> comparison(ComparisonExpression comparison) {
        int key = key(comparison.getLeft());
        String literal = literal(comparison.getRight());
        return switch (comparison.getOperator()) {
            case EQUAL -> values -> compare(key, values, literal) == 0;
            case NOT_EQUAL -> values -> compare(key, values, literal) != 0;
            case LESS_THAN -> values -> compare(key, values, literal) < 0;
            case LESS_THAN_OR_EQUAL -> values -> compare(key, values, literal) <= 0;
            case GREATER_THAN -> values -> compare(key, values, literal) > 0;
            case GREATER_THAN_OR_EQUAL -> values -> compare(key, values, literal) >= 0;
            case IS_DISTINCT_FROM -> throw ApiException.invalidInput("Unsupported expression '" + comparison + "'");
        };
    }

    private int key(Expression expression) {
        String name = expression instanceof Identifier identifier ? Identifiers.name(identifier) : "";
        int index = List.copyOf(keys.keySet()).indexOf(name);
        if (index < 0) {
            throw ApiException.invalidInput("Unsupported expression: " + expression + " is no partition key");
        }
        return index;
    }

    private static String literal(Expression expression) {
        if (expression instanceof StringLiteral text) {
            return text.getValue();
        }
        if (expression instanceof LongLiteral number) {
            return Long.toString(number.getParsedValue());
        }
        throw ApiException.invalidInput("Unsupported expression: " + expression + " is no literal");
    }

    private int compare(int key, List<String> values, String literal) {
        String value = values.get(key);
        if (!NUMBERS.contains(List.copyOf(keys.values()).get(key))) {
            return value.compareTo(literal);
        }
        try {
            return new BigDecimal(value).compareTo(new BigDecimal(literal));
        } catch (NumberFormatException e) {
            throw ApiException.invalidInput("Unsupported expression: " + literal + " is no number");
        }
    }
}
