package io.github.calllake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What is written about metrics, held against what an archiver exports. */
final class MetricsDocument {

    private static final Path DOCUMENT = Path.of("docs/reference/metrics.md");
    private static final Path RULES = Path.of("deploy/prometheus/alarms.rules.yaml");
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) ");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(call_lake_[a-z_]+)` ");
    private static final Pattern EXPORTED = Pattern.compile("\\b(?:call_lake|jvm|process|system)_[a-z_]+\\b");

    private MetricsDocument() {}

    /** Every metric is documented and every documented one is there; alarms name none that is not. */
    static void requireTrue(String scraped) throws IOException {
        Set<String> exported = all(TYPE, scraped, 1);

        assertThat(all(ROW, Files.readString(DOCUMENT), 1))
                .isEqualTo(exported.stream()
                        .filter(name -> name.startsWith("call_lake_"))
                        .collect(Collectors.toCollection(TreeSet::new)));
        for (AlarmRule rule : AlarmRule.read(RULES)) {
            assertThat(exported).as(rule.alert()).containsAll(all(EXPORTED, rule.expression(), 0));
        }
    }

    private static Set<String> all(Pattern pattern, String text, int group) {
        Set<String> names = new TreeSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            names.add(matcher.group(group));
        }
        return names;
    }
}
