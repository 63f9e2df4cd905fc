package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.ColumnPath.Segment;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The aliases a query's expressions can name, its own and those of the queries around it. Not thread-safe. */
final class Scope {

    private enum Kind {
        RELATION,
        /** An element of an unnested array; it is a SUPER value itself. */
        ELEMENT
    }

    private final Optional<Scope> outer;
    private final Map<String, Kind> aliases = new HashMap<>();
    private final Set<String> qualified = new HashSet<>();

    private Scope(Optional<Scope> outer) {
        this.outer = outer;
    }

    /** No FROM clause at all. */
    static Scope empty() {
        return new Scope(Optional.empty());
    }

    Scope inner() {
        return new Scope(Optional.of(this));
    }

    Scope outer() {
        return outer.orElseGet(Scope::empty);
    }

    void addRelation(String alias) {
        aliases.put(alias, Kind.RELATION);
    }

    void addElement(String alias) {
        aliases.put(alias, Kind.ELEMENT);
    }

    /** A relation without alias can be named with its schema, too. */
    void addQualified(String schema, String name) {
        qualified.add(schema + '.' + name);
    }

    boolean knows(String alias) {
        return find(alias).isPresent();
    }

    /** The aliases of this query alone. */
    List<String> own() {
        return aliases.keySet().stream().sorted().toList();
    }

    /** Whether the name is an element of an unnested array. */
    boolean isElement(String alias) {
        return find(alias).filter(kind -> kind == Kind.ELEMENT).isPresent();
    }

    /** How many parts of the path name a column; what follows them is navigation. Without any FROM clause all parts do. */
    int columnParts(ColumnPath path) {
        List<Segment> segments = path.segments();
        Optional<Kind> kind = find(path.first());
        if (kind.isPresent()) {
            return kind.get() == Kind.ELEMENT ? 1 : 2;
        }
        if (isEmpty()) {
            return segments.size();
        }
        if (segments.size() > 2 && segments.get(1).token().isPresent()) {
            String name = path.first() + '.' + segments.get(1).token().get().name();
            if (isQualified(name)) {
                return 3;
            }
        }
        return 1;
    }

    /** PostgreSQL's text of the column that the first parts name. */
    String column(ColumnPath path, int columnParts) {
        if (find(path.first()).filter(kind -> kind == Kind.ELEMENT).isPresent()) {
            String alias = Node.quoteName(path.first());
            return alias + '.' + alias;
        }
        StringBuilder column = new StringBuilder();
        for (Segment segment : path.segments().subList(0, columnParts)) {
            column.append(column.isEmpty() ? "" : ".")
                    .append(Node.quoteName(segment.token().orElseThrow().name()));
        }
        return column.toString();
    }

    private Optional<Kind> find(String alias) {
        Kind own = aliases.get(alias);
        return own != null ? Optional.of(own) : outer.flatMap(scope -> scope.find(alias));
    }

    private boolean isQualified(String name) {
        return qualified.contains(name)
                || outer.filter(scope -> scope.isQualified(name)).isPresent();
    }

    private boolean isEmpty() {
        return aliases.isEmpty() && outer.map(Scope::isEmpty).orElse(true);
    }
}
