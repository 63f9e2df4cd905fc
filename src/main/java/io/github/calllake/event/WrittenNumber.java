package io.github.calllake.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;

/**
 * A JSON number that remembers how it was written: Redshift's {@code JSON_EXTRACT_PATH_TEXT} gives the characters, such as
 * {@code 1e2}, where its SUPER gives the number.
 */
public final class WrittenNumber extends DecimalNode {

    private static final long serialVersionUID = 1L;
    private final String text;

    private WrittenNumber(BigDecimal number, String text) {
        super(number);
        this.text = text;
    }

    /** The number's characters in the event. */
    public String text() {
        return text;
    }

    /** Makes the nodes of one parser's tree; numbers that have one way to be written stay as they are. */
    static JsonNodeFactory nodesOf(JsonParser parser) {
        return new JsonNodeFactory(true) {
            private static final long serialVersionUID = 1L;

            @Override
            public ValueNode numberNode(BigDecimal number) {
                return new WrittenNumber(number, written(parser));
            }

            @Override
            public NumericNode numberNode(int number) {
                boolean minusZero = number == 0 && written(parser).startsWith("-");
                return minusZero ? new WrittenNumber(BigDecimal.ZERO, "-0") : super.numberNode(number);
            }
        };
    }

    private static String written(JsonParser parser) {
        try {
            return parser.getText();
        } catch (IOException e) {
            throw new UncheckedIOException("Reading from memory failed", e);
        }
    }
}
