package io.github.calllake.catalog;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.calllake.schema.AthenaSql;
import java.io.IOException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.glue.model.Table;

/** What Athena keeps of a view in Glue: its query as JSON in Base64, laid out anew, with the quotes and brackets that Athena likes. */
final class ViewText {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern KEPT = Pattern.compile("\\s*/\\* Presto View: ([A-Za-z0-9+/=]+) \\*/\\s*");
    private static final Pattern LITERAL = Pattern.compile("'(?:[^']|'')*'");

    private ViewText() {}

    static boolean isView(Table table) {
        return "VIRTUAL_VIEW".equals(table.tableType());
    }

    /** Whether the view's query is the defined one, in whatever layout. */
    static boolean isDefined(Table deployed, AthenaSql.View view) {
        return query(deployed).map(ViewText::plain).equals(Optional.of(plain(view.query())));
    }

    private static Optional<String> query(Table view) {
        Matcher kept = KEPT.matcher(Optional.ofNullable(view.viewOriginalText()).orElse(""));
        if (!kept.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(JSON.readTree(Base64.getDecoder().decode(kept.group(1)))
                    .path("originalSql")
                    .textValue());
        } catch (IOException | IllegalArgumentException e) {
            // Then it is another's view, and not the defined one.
            return Optional.empty();
        }
    }

    /** Without what an SQL formatter may add or leave out: layout, case, identifiers' quotes, brackets, AS and ASC. */
    private static String plain(String query) {
        StringBuilder plain = new StringBuilder();
        Matcher literal = LITERAL.matcher(query);
        int from = 0;
        while (literal.find()) {
            plain.append(outside(query.substring(from, literal.start()))).append(literal.group());
            from = literal.end();
        }
        return plain.append(outside(query.substring(from))).toString();
    }

    private static String outside(String sql) {
        return sql.toLowerCase(Locale.ROOT)
                .replaceAll("\\b(as|asc|inner|outer)\\b", "")
                .replaceAll("[\\s\"()]+", "");
    }
}
