package io.github.calllake.local.redshift;

import io.github.calllake.local.redshift.Node.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The SQL of Redshift, by rules over tokens: what no rule knows goes on to PostgreSQL as it is. */
final class RedshiftTranslator implements SqlTranslator {

    private final Streams streams;
    private final Unloads unloads;

    /** @param streams told of and asked about streams */
    RedshiftTranslator(Streams streams, Unloads unloads) {
        this.streams = streams;
        this.unloads = unloads;
    }

    @Override
    public Session open(String user, String database) {
        return new TranslatorSession(new StatementRules(new MaterializedViews(streams), unloads));
    }

    private record TranslatorSession(StatementRules rules) implements Session {

        @Override
        public Translated translate(String sql) {
            List<String> texts = new ArrayList<>();
            Map<Integer, String> tags = new HashMap<>();
            List<Runnable> before = new ArrayList<>();
            Set<Integer> hidden = new HashSet<>();
            Optional<Unloads.Plan> unload = Optional.empty();
            boolean changed = false;
            for (List<Node> nodes : Tokenizer.statements(sql)) {
                Rendition statement = rules.translate(nodes);
                int index = texts.size();
                statement.tag().ifPresent(tag -> tags.put(index, tag));
                statement.before().ifPresent(before::add);
                unload = unload.or(statement::unload);
                changed |= statement.tag().isPresent() || !statement.sql().equals(Node.text(nodes));
                texts.add(statement.sql());
                if (statement.commits()) {
                    hidden.add(texts.size());
                    texts.add("COMMIT");
                }
            }
            if (unload.isPresent() && texts.size() > 1) {
                throw RedshiftSqlException.notEmulated("UNLOAD and other statements in one simple query");
            }
            return changed
                    ? new Translated(String.join(";", texts), tags, () -> before.forEach(Runnable::run), hidden, unload)
                    : Translated.unchanged(sql);
        }

        @Override
        public void close() {
            // Nothing is held but memory.
        }
    }

    /** The statement's first word, in upper case; empty if it does not begin with one. */
    static String firstWord(List<Node> nodes) {
        return nodes.get(0) instanceof Token token ? token.text().toUpperCase(Locale.ROOT) : "";
    }
}
