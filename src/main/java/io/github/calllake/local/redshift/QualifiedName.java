package io.github.calllake.local.redshift;

/**
 * A relation's name, folded to lower case.
 *
 * @param schema empty where none is written
 */
record QualifiedName(String schema, String name) {

    /** As PostgreSQL writes it. */
    String quoted() {
        return schema.isEmpty() ? Node.quoteName(name) : Node.quoteName(schema) + "." + Node.quoteName(name);
    }

    /** Both parts as literals, for a call of a function. */
    String literals() {
        return Node.literal(schema) + ", " + Node.literal(name);
    }
}
