package io.github.calllake.export;

import io.github.calllake.export.JobFileException.Fault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A mapping of a YAML file, read key by key; notes what is wrong, and where. For one thread. */
final class YamlMap {

    private final Node node;
    private final Map<String, Node> keys = new LinkedHashMap<>();
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Set<String> known = new TreeSet<>();
    private final List<Fault> faults;

    YamlMap(Node node, String what, List<Fault> faults) {
        this.node = node;
        this.faults = faults;
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(this::take);
        } else {
            fault(node, what + " must have keys, each with a value");
        }
    }

    private void take(NodeTuple entry) {
        String key = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
        if (values.containsKey(key)) {
            fault(entry.getKeyNode(), "key '" + key + "' is there twice");
        }
        keys.put(key, entry.getKeyNode());
        values.put(key, entry.getValueNode());
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    /** A key's text; empty if it is not there. */
    Optional<String> text(String key) {
        return value(key).flatMap(value -> scalar(value, "'" + key + "'"));
    }

    private Optional<String> scalar(Node value, String what) {
        if (value instanceof ScalarNode scalar) {
            return Optional.of(scalar.getValue());
        }
        fault(value, what + " must be a single value");
        return Optional.empty();
    }

    /** A key's text, read; what the reader refuses is noted. */
    <T> Optional<T> read(String key, Function<String, T> reader) {
        return text(key).flatMap(text -> checked(at(key), () -> reader.apply(text)));
    }

    /** The same of a key that must be there. */
    <T> Optional<T> require(String key, Function<String, T> reader) {
        if (!has(key)) {
            known.add(key);
            fault(node, "'" + key + "' is missing");
        }
        return read(key, reader);
    }

    interface Maker<T> {
        T make();
    }

    /** What is made, unless it is refused: then that is noted, at a place. */
    <T> Optional<T> checked(Node at, Maker<T> maker) {
        try {
            return Optional.of(maker.make());
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
            for (String what : String.valueOf(e.getMessage()).split("\n")) {
                fault(at, what);
            }
            return Optional.empty();
        }
    }

    /** A key's mapping. */
    Optional<YamlMap> map(String key) {
        return value(key).map(value -> new YamlMap(value, "'" + key + "'", faults));
    }

    /** A key's list. */
    List<Node> list(String key) {
        Optional<Node> value = value(key);
        if (value.isPresent() && !(value.get() instanceof SequenceNode)) {
            fault(value.get(), "'" + key + "' must be a list");
        }
        return value.filter(SequenceNode.class::isInstance)
                .map(list -> ((SequenceNode) list).getValue())
                .orElse(List.of());
    }

    /** A key's list of texts. */
    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        list(key).forEach(item -> scalar(item, "what is in '" + key + "'").ifPresent(texts::add));
        return texts;
    }

    /** All keys with their texts, whatever they are. */
    Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>();
        known.addAll(values.keySet());
        values.forEach((key, value) -> scalar(value, "'" + key + "'").ifPresent(text -> all.put(key, text)));
        return all;
    }

    private Optional<Node> value(String key) {
        known.add(key);
        return Optional.ofNullable(values.get(key));
    }

    /** Where a key's value stands, or this, if it is not there. */
    Node at(String key) {
        @Nullable Node value = values.get(key);
        return value == null ? node : value;
    }

    /** Notes the keys that nobody has asked for. */
    void refuseOthers() {
        keys.forEach((key, place) -> {
            if (!known.contains(key)) {
                fault(
                        place,
                        "there is no key '" + key + "'"
                                + NearMiss.of(key, known)
                                        .map(near -> "; is '" + near + "' meant?")
                                        .orElse("; there are " + String.join(", ", known)));
            }
        });
    }

    void fault(Node at, String what) {
        faults.add(fault(at.getStartMark(), what));
    }

    /** @param mark there is one unless the parser was told to keep none */
    static Fault fault(Optional<Mark> mark, String what) {
        return new Fault(
                mark.map(Mark::getLine).orElse(0) + 1, mark.map(Mark::getColumn).orElse(0) + 1, what);
    }
}
