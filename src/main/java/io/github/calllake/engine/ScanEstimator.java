package io.github.calllake.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.calllake.engine.DayBounds.Read;
import io.github.calllake.engine.LakeTable.Keys;
import io.github.calllake.engine.SqlText.Token;
import io.github.calllake.schema.FlatView;
import io.github.calllake.schema.FlatView.Source;
import io.github.calllake.schema.FlatViews;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Table;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Estimates what a query scans: lists the objects of its days and, where their whole size would be too much, looks into the
 * footers of the largest for the share of its columns. Thread-safe.
 */
final class ScanEstimator {

    private static final Pattern VIEW = Pattern.compile("/\\* Presto View: ([A-Za-z0-9+/=]+) \\*/");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FOOTERS = 4;

    private final String database;
    private final GlueClient glue;
    private final S3Client s3;
    private @Nullable Map<String, Table> tables;

    ScanEstimator(String database, GlueClient glue, S3Client s3) {
        this.database = database;
        this.glue = glue;
        this.s3 = s3;
    }

    /**
     * The estimate.
     *
     * @param enough whole objects of this many bytes need no closer look
     */
    ScanEstimate estimate(SqlText statement, long enough) {
        Set<String> names = statement.tokens().stream()
                .filter(Token::isName)
                .map(Token::name)
                .collect(Collectors.toSet());
        boolean star = statement.tokens().stream().anyMatch(token -> token.is("*"));
        ScanEstimate all = ScanEstimate.NOTHING;
        for (Read read : DayBounds.of(statement, database)) {
            Optional<Set<String>> columns = star && !isCount(statement) ? Optional.empty() : columns(read, names);
            for (Table table : tablesBehind(read.relation())) {
                all = all.plus(estimate(new LakeTable(table), read, columns, enough));
            }
        }
        return all;
    }

    /** The one star that names no column. */
    private static boolean isCount(SqlText statement) {
        List<Token> tokens = statement.tokens();
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i).is("*") && !(i > 1 && tokens.get(i - 2).is("count"))) {
                return false;
            }
        }
        return true;
    }

    /** Columns of the table behind that a query can touch, if the relation is a view whose columns are known. */
    private static Optional<Set<String>> columns(Read read, Set<String> names) {
        return FlatViews.all().stream()
                .filter(view -> view.name().equals(read.relation()))
                .findFirst()
                .map(view -> columns(view, names));
    }

    private static Set<String> columns(FlatView view, Set<String> names) {
        Stream<String> named = view.columns().stream()
                .filter(column -> names.contains(column.name()))
                .flatMap(column -> columns(view, column.source()));
        Stream<String> unnested = view.unnest().stream()
                .flatMap(unnest -> Stream.concat(Stream.of(unnest.array().column()), unnest.orElse().stream()));
        return Stream.concat(named, unnested).map(ColumnShare::plain).collect(Collectors.toSet());
    }

    private static Stream<String> columns(FlatView view, Source source) {
        if (source instanceof Source.Member member) {
            return Stream.of(member.column());
        }
        if (source instanceof Source.FirstOf firstOf) {
            return firstOf.sources().stream().flatMap(each -> columns(view, each));
        }
        return Stream.of();
    }

    private ScanEstimate estimate(LakeTable table, Read read, Optional<Set<String>> columns, long enough) {
        Map<S3Object, String> objects = new LinkedHashMap<>();
        table.keys(read).forEach(keys -> list(keys).forEach(object -> objects.put(object, keys.bucket())));
        long size = objects.keySet().stream().mapToLong(S3Object::size).sum();
        if (size <= enough || columns.isEmpty() || !table.isColumnar()) {
            return new ScanEstimate(size, objects.size(), size);
        }
        List<S3Object> largest = objects.keySet().stream()
                .sorted(Comparator.comparingLong(S3Object::size).reversed())
                .limit(FOOTERS)
                .toList();
        ColumnShare share = new ColumnShare(s3);
        double touched = 0;
        double looked = 0;
        for (S3Object object : largest) {
            touched += share.bytes(objects.getOrDefault(object, ""), object, columns.get());
            looked += object.size();
        }
        return new ScanEstimate((long) Math.ceil(size * (touched / looked)), objects.size(), size);
    }

    private Stream<S3Object> list(Keys keys) {
        List<S3Object> objects = new ArrayList<>();
        for (S3Object object : s3.listObjectsV2Paginator(request ->
                        request.bucket(keys.bucket()).prefix(keys.prefix()).startAfter(keys.after()))
                .contents()) {
            if (object.key().compareTo(keys.upTo()) > 0) {
                break;
            }
            if (object.size() > 0) {
                objects.add(object);
            }
        }
        return objects.stream();
    }

    private List<Table> tablesBehind(String relation) {
        List<Table> behind = new ArrayList<>();
        follow(relation, tables(), new HashSet<>(), behind);
        return behind;
    }

    /** A view reads at most what its text names. */
    private static void follow(String relation, Map<String, Table> all, Set<String> seen, List<Table> behind) {
        Table table = all.get(relation);
        if (table == null || !seen.add(relation)) {
            return;
        }
        Matcher view = VIEW.matcher(String.valueOf(table.viewOriginalText()));
        if (!view.find()) {
            behind.add(table);
            return;
        }
        SqlText.of(sql(view.group(1)), Tier.COLD).tokens().stream()
                .filter(Token::isName)
                .map(Token::name)
                .distinct()
                .forEach(name -> follow(name, all, seen, behind));
    }

    private static String sql(String encoded) {
        try {
            return JSON.readTree(Base64.getDecoder().decode(encoded))
                    .path("originalSql")
                    .asText();
        } catch (IOException | IllegalArgumentException e) {
            throw new QueryException(Tier.COLD, "a view in the catalog is not as Athena writes them", e);
        }
    }

    /** Read once: a lake's tables stay, and what they gain is no other place. */
    private synchronized Map<String, Table> tables() {
        if (tables == null) {
            Map<String, Table> found = new LinkedHashMap<>();
            glue.getTablesPaginator(request -> request.databaseName(database))
                    .forEach(page -> page.tableList().forEach(table -> found.put(table.name(), table)));
            tables = found;
        }
        return tables;
    }
}
