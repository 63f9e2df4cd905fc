package io.github.calllake.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * An alarm of Prometheus.
 *
 * @param annotations summary and runbook
 */
record AlarmRule(String alert, String expression, String severity, Map<String, String> annotations) {

    static List<AlarmRule> read(Path file) throws IOException {
        Map<String, List<Map<String, Object>>> document =
                new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
        List<AlarmRule> rules = new ArrayList<>();
        document.get("groups").forEach(group -> maps(group.get("rules"))
                .forEach(rule -> rules.add(new AlarmRule(
                        String.valueOf(rule.get("alert")),
                        String.valueOf(rule.get("expr")),
                        texts(rule.get("labels")).get("severity"),
                        texts(rule.get("annotations"))))));
        return rules;
    }

    @SuppressWarnings("unchecked") // As rules files are.
    private static List<Map<String, Object>> maps(Object value) {
        return (List<Map<String, Object>>) value;
    }

    @SuppressWarnings("unchecked") // As rules files are.
    private static Map<String, String> texts(Object value) {
        return (Map<String, String>) value;
    }
}
