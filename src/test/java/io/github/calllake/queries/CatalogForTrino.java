package io.github.calllake.queries;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Table;
import software.amazon.awssdk.services.glue.model.TableInput;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Changes of the catalog that Trino needs and Athena does without. */
final class CatalogForTrino {

    private static final Pattern TEMPLATE = Pattern.compile("s3://([^/]+)/([^$]*)");
    private static final Pattern MONTH = Pattern.compile("year=(\\d{4})/month=(\\d{2})/");

    private final GlueClient glue;
    private final S3Client s3;

    /** The clients stay the caller's to close. */
    CatalogForTrino(GlueClient glue, S3Client s3) {
        this.glue = glue;
        this.s3 = s3;
    }

    /** Trino runs a view with the rights of its owner, and refuses one without; Athena's views need none. */
    void giveViewsAnOwner(String database) {
        tables(database)
                .filter(table -> table.tableType().equals("VIRTUAL_VIEW"))
                .forEach(view -> update(view, input -> input.owner("call-lake")));
    }

    /**
     * Trino lists every day that is projected, one after the other, for a query that bounds none; of thirty years that takes half a
     * minute. So the tables get the years and months that have files.
     */
    void projectNoMoreThanThereIs(String database) {
        tables(database)
                .filter(table -> table.parameters().containsKey("projection.year.range"))
                .forEach(table -> {
                    Map<String, String> parameters = new HashMap<>(table.parameters());
                    List<MatchResult> months = months(table);
                    parameters.put("projection.year.range", range(months, 1));
                    parameters.put("projection.month.range", range(months, 2));
                    update(table, input -> input.parameters(parameters));
                });
    }

    private List<MatchResult> months(Table table) {
        Matcher template = TEMPLATE.matcher(table.parameters()
                .getOrDefault(
                        "storage.location.template", table.storageDescriptor().location()));
        if (!template.lookingAt()) {
            throw new AssertionError(table.name() + " lies nowhere");
        }
        return s3
                .listObjectsV2Paginator(
                        request -> request.bucket(template.group(1)).prefix(template.group(2)))
                .contents()
                .stream()
                .map(S3Object::key)
                .flatMap(key -> MONTH.matcher(key).results())
                .toList();
    }

    private static String range(List<MatchResult> months, int group) {
        TreeSet<Integer> all = new TreeSet<>();
        months.forEach(month -> all.add(Integer.parseInt(month.group(group))));
        return all.first() + "," + all.last();
    }

    private Stream<Table> tables(String database) {
        return glue.getTablesPaginator(request -> request.databaseName(database)).stream()
                .flatMap(page -> page.tableList().stream());
    }

    private void update(Table table, Consumer<TableInput.Builder> change) {
        glue.updateTable(request -> request.databaseName(table.databaseName()).tableInput(input -> {
            input.name(table.name())
                    .tableType(table.tableType())
                    .parameters(table.parameters())
                    .partitionKeys(table.partitionKeys())
                    .storageDescriptor(table.storageDescriptor())
                    .viewOriginalText(table.viewOriginalText())
                    .viewExpandedText(table.viewExpandedText());
            change.accept(input);
        }));
    }
}
