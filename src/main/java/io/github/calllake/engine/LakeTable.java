package io.github.calllake.engine;

import io.github.calllake.engine.DayBounds.Read;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.glue.model.Table;

/**
 * Where the objects of a Glue table's days lie.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/partition-projection-setting-up.html">Set up partition
 *     projection</a>
 */
final class LakeTable {

    private static final Pattern ADDRESS = Pattern.compile("s3://([^/]+)/?(.*)");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]+)}");
    private static final List<String> DAY_KEYS = List.of("year", "month", "day");
    private static final String DAY_FOLDERS = "year=${year}/month=${month}/day=${day}/";
    /** After every key with the prefix. */
    private static final String LAST = "\uFFFF";

    private final Table table;

    LakeTable(Table table) {
        this.table = table;
    }

    /**
     * Keys of a bucket from one on, in order, up to another one.
     *
     * @param prefix what all have in common
     * @param after the first key lies after this
     * @param upTo no key lies after this
     */
    record Keys(String bucket, String prefix, String after, String upTo) {}

    /** Whether its files are Parquet, whose columns are read one by one. */
    boolean isColumnar() {
        return table.storageDescriptor() != null
                && table.storageDescriptor().serdeInfo() != null
                && String.valueOf(table.storageDescriptor().serdeInfo().serializationLibrary())
                        .toLowerCase(Locale.ROOT)
                        .contains("parquet");
    }

    List<Keys> keys(Read read) {
        List<Keys> keys = new ArrayList<>();
        for (String template : expanded(template())) {
            Matcher address = ADDRESS.matcher(template);
            if (address.matches()) {
                keys.add(keys(address.group(1), address.group(2), read));
            }
        }
        return keys;
    }

    private static Keys keys(String bucket, String template, Read read) {
        int variable = template.indexOf("${");
        if (variable < 0) {
            return new Keys(bucket, template, template, template + LAST);
        }
        String prefix = template.substring(0, variable);
        boolean byDay = DAY_KEYS.stream().allMatch(key -> template.contains("${" + key + "}"))
                && template.indexOf("${year}") < template.indexOf("${month}")
                && template.indexOf("${month}") < template.indexOf("${day}")
                && template.indexOf("${year}") == variable;
        Optional<String> from = read.from().filter(day -> byDay).map(day -> filled(template, day));
        Optional<String> to = read.to().filter(day -> byDay).map(day -> filled(template, day));
        return new Keys(bucket, prefix, from.orElse(prefix), to.orElse(prefix) + LAST);
    }

    private static String filled(String template, LocalDate day) {
        return template.replace("${year}", String.format(Locale.ROOT, "%04d", day.getYear()))
                .replace("${month}", String.format(Locale.ROOT, "%02d", day.getMonthValue()))
                .replace("${day}", String.format(Locale.ROOT, "%02d", day.getDayOfMonth()));
    }

    private String template() {
        String given = parameters().get("storage.location.template");
        if (given != null) {
            return given;
        }
        String location = String.valueOf(table.storageDescriptor().location());
        String folder = location.endsWith("/") ? location : location + "/";
        boolean byDay = table.partitionKeys().stream()
                .map(key -> key.name().toLowerCase(Locale.ROOT))
                .toList()
                .equals(DAY_KEYS);
        return byDay ? folder + DAY_FOLDERS : folder;
    }

    private Map<String, String> parameters() {
        return table.parameters();
    }

    /** Each value of an enum key makes a template of its own. */
    private List<String> expanded(String template) {
        Matcher key = PLACEHOLDER.matcher(template);
        while (key.find()) {
            String values = parameters().get("projection." + key.group(1) + ".values");
            if (values != null) {
                List<String> all = new ArrayList<>();
                for (String value : values.split(",")) {
                    all.addAll(expanded(template.replace(key.group(), value.strip())));
                }
                return all;
            }
        }
        return List.of(template);
    }
}
