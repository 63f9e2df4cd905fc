package io.github.calllake.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A file of settings, in YAML: {@code stream: calls} for every command that has {@code --stream}, and below a command's name for that
 * command alone. Values are read as text, just as a command line has them. Immutable.
 */
final class SettingsFile {

    /** Read where it lies in the working directory and no other is named. */
    static final String USUAL = "call-lake.yaml";
    /** Names another. */
    static final String VARIABLE = "CALL_LAKE_CONFIG";

    static final SettingsFile NONE = new SettingsFile("", Map.of());

    private static final int CODE_POINTS = 1 << 20;

    /**
     * A setting, with where it stands.
     *
     * @param path the commands that it is below, and its name
     * @param value as it would stand on a command line
     * @param place the file and the line, as in {@code call-lake.yaml:3}
     */
    record Entry(List<String> path, String value, String place) {

        String name() {
            return path.get(path.size() - 1);
        }

        List<String> commands() {
            return path.subList(0, path.size() - 1);
        }
    }

    private final String name;
    private final Map<List<String>, Entry> entries;

    private SettingsFile(String name, Map<List<String>, Entry> entries) {
        this.name = name;
        this.entries = entries;
    }

    /**
     * The file that is named by {@code --config}, or else by the environment, or else the usual one if it is there.
     *
     * @param arguments a command line, not parsed yet: defaults come from this file
     * @throws IllegalArgumentException if it cannot be read or is no such file; the message names the line
     */
    static SettingsFile named(String[] arguments, Map<String, String> environment, Path workingDirectory) {
        Optional<String> given = option(arguments)
                .or(() -> Optional.ofNullable(environment.get(VARIABLE)).filter(file -> !file.isEmpty()));
        if (given.isPresent()) {
            return read(given.get(), workingDirectory.resolve(given.get()));
        }
        Path usual = workingDirectory.resolve(USUAL);
        return Files.exists(usual) ? read(USUAL, usual) : NONE;
    }

    private static Optional<String> option(String[] arguments) {
        for (int i = 0; i < arguments.length && !arguments[i].equals("--"); i++) {
            if (arguments[i].startsWith("--config=")) {
                return Optional.of(arguments[i].substring("--config=".length()));
            }
            if (arguments[i].equals("--config") && i + 1 < arguments.length) {
                return Optional.of(arguments[i + 1]);
            }
        }
        return Optional.empty();
    }

    private static SettingsFile read(String name, Path file) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "The settings file " + name + " cannot be read: there is none, or it is no UTF-8 text", e);
        }
        return parse(name, text);
    }

    /** The settings of a text; the name is for messages. */
    static SettingsFile parse(String name, String text) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(name)
                .setAllowDuplicateKeys(false)
                .setCodePointLimit(CODE_POINTS)
                .build();
        Map<List<String>, Entry> entries = new LinkedHashMap<>();
        try {
            Optional<Node> root = new Compose(settings).composeString(text);
            root.ifPresent(node -> collect(name, List.of(), node, entries));
        } catch (MarkedYamlEngineException e) {
            String place = e.getProblemMark()
                    .map(mark -> name + ":" + (mark.getLine() + 1))
                    .orElse(name);
            throw new IllegalArgumentException(place + ": no YAML, " + e.getProblem(), e);
        } catch (YamlEngineException e) {
            throw new IllegalArgumentException(name + ": no YAML, " + e.getMessage(), e);
        }
        return new SettingsFile(name, entries);
    }

    private static void collect(String name, List<String> above, Node node, Map<List<String>, Entry> entries) {
        if (!(node instanceof MappingNode mapping)) {
            throw new IllegalArgumentException(place(name, node) + ": here must be settings, one 'name: value' a line");
        }
        for (NodeTuple pair : mapping.getValue()) {
            if (!(pair.getKeyNode() instanceof ScalarNode key)) {
                throw new IllegalArgumentException(place(name, pair.getKeyNode()) + ": a setting's name is a word");
            }
            List<String> path = new ArrayList<>(above);
            path.add(key.getValue());
            if (pair.getValueNode() instanceof MappingNode below) {
                collect(name, path, below, entries);
            } else {
                String place = place(name, key);
                if (entries.put(List.copyOf(path), new Entry(List.copyOf(path), text(place, pair), place)) != null) {
                    throw new IllegalArgumentException(place + ": " + String.join(".", path) + " is there twice");
                }
            }
        }
    }

    private static String text(String place, NodeTuple pair) {
        Node value = pair.getValueNode();
        if (value instanceof SequenceNode list && list.getValue().stream().allMatch(ScalarNode.class::isInstance)) {
            return list.getValue().stream()
                    .map(item -> ((ScalarNode) item).getValue())
                    .collect(Collectors.joining(","));
        }
        if (!(value instanceof ScalarNode scalar)
                || scalar.getTag().equals(Tag.NULL)
                || scalar.getValue().isEmpty()) {
            throw new IllegalArgumentException(place + ": there is no value; leave the line out for the default");
        }
        return scalar.getValue();
    }

    private static String place(String name, Node node) {
        return node.getStartMark()
                .map(mark -> name + ":" + (mark.getLine() + 1))
                .orElse(name);
    }

    /** As it was named; empty for none. */
    String name() {
        return name;
    }

    List<Entry> entries() {
        return List.copyOf(entries.values());
    }

    /** What a command's setting is: what stands below its own name, else below those it belongs to, else for all commands. */
    Optional<Entry> find(List<String> commands, String setting) {
        for (int depth = commands.size(); depth >= 0; depth--) {
            List<String> path = new ArrayList<>(commands.subList(0, depth));
            path.add(setting);
            Entry entry = entries.get(path);
            if (entry != null) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }
}
