package io.github.calllake.local.athena;

import io.trino.sql.tree.Identifier;
import io.trino.sql.tree.QualifiedName;
import java.util.List;
import java.util.Locale;

/** Names of columns and tables: Athena does not tell cases apart, quoted or not. */
final class Identifiers {
    private Identifiers() {}

    static String name(Identifier identifier) {
        return name(identifier.getValue());
    }

    static String name(String identifier) {
        return identifier.toLowerCase(Locale.ROOT);
    }

    static List<String> parts(QualifiedName name) {
        return name.getOriginalParts().stream().map(Identifiers::name).toList();
    }
}
