package io.github.calllake.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The examples below {@code deploy/} start commands that there are, with settings that there are. */
class DeployTest {

    private static final Path DEPLOY = Path.of("deploy");
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int STOP_SECONDS = 25;

    @Test
    void the_alarms_say_what_has_happened_and_what_to_do_and_each_is_documented() throws IOException {
        String document = Files.readString(Path.of("docs/how-to/answer-an-alarm.md"));

        assertThat(AlarmRule.read(DEPLOY.resolve("prometheus/alarms.rules.yaml")))
                .isNotEmpty()
                .allSatisfy(rule -> {
                    assertThat(rule.severity()).isIn("critical", "warning", "info");
                    assertThat(rule.annotations()).containsOnlyKeys("summary", "runbook");
                    assertThat(document).contains("| `" + rule.alert() + "` | " + rule.severity() + " |");
                    assertThat(rule.expression().chars().filter(c -> c == '(').count())
                            .isEqualTo(rule.expression()
                                    .chars()
                                    .filter(c -> c == ')')
                                    .count());
                });
    }

    @Test
    void what_kubernetes_starts_is_a_command_as_no_root_with_settings_that_there_are() throws IOException {
        List<JsonNode> objects = yaml("kubernetes/call-lake.yaml");
        String settings = "";
        int containers = 0;
        for (JsonNode object : objects) {
            settings += object.path("data").path("call-lake.yaml").asText("");
            for (JsonNode pod : object.findValues("template")) {
                JsonNode spec = pod.path("spec");
                if (spec.has("containers")) {
                    assertThat(spec.path("securityContext").path("runAsNonRoot").asBoolean())
                            .isTrue();
                    for (JsonNode container : spec.path("containers")) {
                        containers++;
                        requireCommand(container.path("args"));
                        requireVariables(container.path("env"));
                    }
                }
            }
        }

        assertThat(containers).isEqualTo(3);
        requireSettings(settings);
        JsonNode archiver = objects.stream()
                .filter(object -> object.path("kind").asText().equals("Deployment"))
                .findFirst()
                .orElseThrow();
        assertThat(archiver.findPath("terminationGracePeriodSeconds").asInt()).isGreaterThan(STOP_SECONDS);
        assertThat(archiver.findPath("livenessProbe").at("/httpGet/path").asText())
                .isEqualTo("/live");
        assertThat(archiver.findPath("readinessProbe").at("/httpGet/path").asText())
                .isEqualTo("/ready");
    }

    @Test
    void what_ecs_and_its_scheduler_start_is_a_command_with_settings_that_there_are() throws IOException {
        for (String task : List.of("archive-task", "daily-task")) {
            JsonNode definition = json("ecs/" + task + ".json");
            for (JsonNode container : definition.path("containerDefinitions")) {
                requireCommand(container.path("command"));
                requireVariables(container.path("environment"));
            }
        }
        assertThat(json("ecs/archive-task.json").findPath("stopTimeout").asInt())
                .isGreaterThan(STOP_SECONDS);
        for (String schedule : List.of("trim-schedule", "compact-schedule")) {
            JsonNode target = json("ecs/" + schedule + ".json").path("Target");
            assertThat(target.at("/EcsParameters/TaskDefinitionArn").asText()).endsWith("/call-lake-daily");
            if (target.has("Input")) {
                JsonNode override =
                        MAPPER.readTree(target.path("Input").asText()).at("/containerOverrides/0");
                assertThat(override.path("name").asText()).isEqualTo("call-lake");
                requireCommand(override.path("command"));
            }
        }
    }

    @Test
    void what_systemd_starts_is_a_command_with_settings_that_there_are() throws IOException {
        List<Path> services = files("systemd", ".service");
        for (Path service : services) {
            List<String> lines = Files.readAllLines(service);
            String start = lines.stream()
                    .filter(line -> line.startsWith("ExecStart="))
                    .findFirst()
                    .orElseThrow();
            assertThat(CommandModel.complaint(start.replace("ExecStart=/opt/call-lake/", "")))
                    .isEmpty();
        }
        for (Path timer : files("systemd", ".timer")) {
            assertThat(services).contains(Path.of(timer.toString().replace(".timer", ".service")));
        }
        requireSettings(Files.readString(DEPLOY.resolve("systemd/call-lake.yaml")));
        Map<String, String> environment = new LinkedHashMap<>();
        Files.readAllLines(DEPLOY.resolve("systemd/call-lake.env")).stream()
                .filter(line -> !line.startsWith("#"))
                .forEach(line ->
                        environment.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
        requireKnown(environment);
    }

    @Test
    void systemd_itself_has_nothing_against_the_units(@TempDir Path directory) throws Exception {
        assumeThat(Path.of("/usr/bin/systemd-analyze"))
                .as("systemd is not installed")
                .exists();
        List<String> command = new ArrayList<>(List.of("systemd-analyze", "verify", "--man=no"));
        for (Path unit : Stream.concat(files("systemd", ".service").stream(), files("systemd", ".timer").stream())
                .toList()) {
            // What this machine need not have.
            String text = Files.readString(unit)
                    .replace("/opt/call-lake/call-lake", "/bin/true")
                    .replaceAll("(?m)^(User|EnvironmentFile)=.*$", "");
            command.add(Files.writeString(directory.resolve(unit.getFileName()), text)
                    .toString());
        }

        Process verify = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(verify.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(verify.waitFor()).as(said).isZero();
        assertThat(said.lines().filter(line -> line.contains(directory.toString())))
                .isEmpty();
    }

    private static void requireCommand(JsonNode words) {
        List<String> command = new ArrayList<>(List.of("call-lake"));
        words.forEach(word -> command.add(word.asText()));
        assertThat(command).hasSizeGreaterThan(1);
        assertThat(CommandModel.complaint(String.join(" ", command))).isEmpty();
    }

    private static void requireVariables(JsonNode variables) {
        Map<String, String> environment = new LinkedHashMap<>();
        variables.forEach(variable -> environment.put(
                variable.path("name").asText(), variable.path("value").asText()));
        requireKnown(environment);
    }

    private static void requireKnown(Map<String, String> environment) {
        assertThat(environment).containsKey("AWS_REGION");
        new SettingsCheck(CommandModel.root()).requireKnown(environment, CommandModel.root());
    }

    private static void requireSettings(String text) {
        SettingsFile file = SettingsFile.parse("call-lake.yaml", text);
        assertThat(file.entries()).isNotEmpty();
        new SettingsCheck(CommandModel.root()).requireGood(file);
    }

    private static List<JsonNode> yaml(String name) throws IOException {
        ArrayNode documents = MAPPER.createArrayNode();
        new Yaml(new SafeConstructor(new LoaderOptions()))
                .loadAll(Files.readString(DEPLOY.resolve(name)))
                .forEach(document -> documents.add(MAPPER.<JsonNode>valueToTree(document)));
        List<JsonNode> objects = new ArrayList<>();
        documents.forEach(objects::add);
        return objects;
    }

    private static JsonNode json(String name) throws IOException {
        return MAPPER.readTree(DEPLOY.resolve(name).toFile());
    }

    private static List<Path> files(String directory, String ending) throws IOException {
        try (Stream<Path> files = Files.list(DEPLOY.resolve(directory))) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }
}
