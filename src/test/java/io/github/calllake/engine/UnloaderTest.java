package io.github.calllake.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.calllake.TestLake;
import io.github.calllake.engine.Unload.Compression;
import io.github.calllake.engine.Unload.Format;
import io.github.calllake.engine.Unloaded.Part;
import io.github.calllake.schema.FlatView;
import io.github.calllake.schema.FlatViews;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.s3.S3Client;

/** What an engine unloads against what it streams, on both engines. */
@ExtendWith(TestLake.Shared.class)
class UnloaderTest {
    private static final String HOSTILE = "a,b\"c'\\ d\\' or 1=1 --\nnext\r\n$t$ ${x} \u20ac";
    private static final QueryOptions ANY_DAY = QueryOptions.standard().onAnyDay();

    private final TestLake lake;
    private final S3Client s3;
    private final String bucket = "unloads-" + UUID.randomUUID();

    UnloaderTest(TestLake lake) {
        this.lake = lake;
        this.s3 =
                lake.client(S3Client.builder().forcePathStyle(true), lake.aws().s3Endpoint());
    }

    @BeforeEach
    void createBucket() {
        s3.createBucket(request -> request.bucket(bucket));
    }

    @AfterEach
    void close() {
        s3.close();
    }

    private QueryEngine engine(Tier tier) {
        return tier == Tier.HOT ? lake.hot() : lake.cold();
    }

    private Unloader unloader(Tier tier) {
        return tier == Tier.HOT
                ? Unloader.of((RedshiftEngine) lake.hot(), s3, "arn:aws:iam::123456789012:role/unload")
                : Unloader.of((AthenaEngine) lake.cold());
    }

    private String target(String prefix) {
        return "s3://" + bucket + "/" + prefix + "/";
    }

    private static Class<?> javaType(FlatView.ValueType type) {
        return switch (type) {
            case VARCHAR, JSON -> String.class;
            case BOOLEAN -> Boolean.class;
            case INTEGER -> Integer.class;
            case BIGINT -> Long.class;
            case DOUBLE -> Double.class;
            case TIMESTAMP -> LocalDateTime.class;
            case DATE -> LocalDate.class;
        };
    }

    private Select<? extends Record> query(QueryEngine engine, FlatView view) {
        List<Field<?>> fields = new ArrayList<>();
        view.columns().forEach(column -> fields.add(field(name(column.name()), javaType(column.type()))));
        fields.add(inline(HOSTILE).as("hostile"));
        fields.add(inline("").as("nothing"));
        fields.add(inline(null, SQLDataType.VARCHAR(10)).as("absent"));
        return engine.sql()
                .select(fields)
                .from(engine.qualified(view.name()))
                .where(field(name("call_id"), String.class)
                        .ne(inline(HOSTILE))
                        .or(inline(1).eq(1)));
    }

    @ParameterizedTest
    @EnumSource(Tier.class)
    void every_flat_view_is_the_same_by_unload_and_by_streaming_in_every_format(Tier tier) throws Exception {
        for (FlatView view : FlatViews.all()) {
            List<String> streamed = new ArrayList<>();
            Select<? extends Record> query = query(engine(tier), view);
            try (QueryRows<? extends Record> rows = engine(tier).open(query, ANY_DAY)) {
                rows.stream().forEach(row -> streamed.add(text(row)));
            }
            for (Format format : Format.values()) {
                Compression compression = format == Format.JSON ? Compression.GZIP : Compression.NONE;
                Unloaded unloaded = unloader(tier)
                        .unload(
                                new Unload(query, target(tier + "/" + view.name() + "/" + format), format, compression),
                                ANY_DAY);
                List<String> read = new ArrayList<>();
                for (Part part : unloaded.objects()) {
                    Path file = file(part.address());
                    assertThat(part.bytes()).isEqualTo(Files.size(file));
                    List<String> rows = read(file, format, compression, query.getSelect());
                    part.rows()
                            .ifPresent(counted -> assertThat((long) rows.size()).isEqualTo(counted));
                    read.addAll(rows);
                }
                assertThat(read)
                        .as("%s of %s by %s", format, view.name(), tier)
                        .containsExactlyInAnyOrderElementsOf(streamed);
            }
        }
    }

    private Path file(String address) {
        return lake.aws().s3Directory().resolve(address.substring("s3://".length()));
    }

    private static String text(Record row) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            values.add(value(row.get(i)));
        }
        return String.join("|", values);
    }

    private static String value(@Nullable Object value) {
        if (value == null) {
            return "NULL";
        }
        if (value instanceof LocalDateTime time) {
            return time.atOffset(ZoneOffset.UTC)
                    .format(DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT));
        }
        return value instanceof Number number && !(value instanceof Integer || value instanceof Long)
                ? String.valueOf(number.doubleValue())
                : "=" + value;
    }

    private static List<String> read(Path file, Format format, Compression compression, List<Field<?>> fields)
            throws IOException, SQLException {
        if (format == Format.PARQUET) {
            return parquet(file, fields);
        }
        String text;
        try (InputStream raw = Files.newInputStream(file);
                InputStream in = compression == Compression.GZIP ? new GZIPInputStream(raw) : raw) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        return format == Format.JSON ? json(text, fields) : csv(text, fields);
    }

    private static List<String> parquet(Path file, List<Field<?>> fields) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement();
                ResultSet result = statement.executeQuery("select * from read_parquet('" + file + "')")) {
            while (result.next()) {
                List<String> values = new ArrayList<>();
                for (Field<?> field : fields) {
                    Object value = result.getObject(field.getName());
                    values.add(value(value == null ? null : field.getDataType().convert(value)));
                }
                rows.add(String.join("|", values));
            }
        }
        return rows;
    }

    private static List<String> json(String text, List<Field<?>> fields) throws IOException {
        List<String> rows = new ArrayList<>();
        for (String line : text.lines().toList()) {
            JsonNode object = new ObjectMapper().readTree(line);
            List<String> values = new ArrayList<>();
            for (Field<?> field : fields) {
                JsonNode value = object.path(field.getName());
                boolean absent = value.isMissingNode() || value.isNull();
                if (!absent && field.getType() == Boolean.class) {
                    assertThat(value.isBoolean()).isTrue();
                }
                values.add(value(absent ? null : converted(field, value.asText())));
            }
            rows.add(String.join("|", values));
        }
        return rows;
    }

    private static @Nullable Object converted(Field<?> field, String text) {
        return field.getType() == LocalDateTime.class
                ? LocalDateTime.parse(text.replace(' ', 'T').replace("Z", ""))
                : field.getDataType().convert(text);
    }

    /** RFC 4180, with what is not in quotes and empty as NULL. */
    private static List<String> csv(String text, List<Field<?>> fields) {
        List<String> rows = new ArrayList<>();
        List<String> values = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        boolean inQuotes = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (inQuotes && c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                field.append(c);
                i++;
            } else if (c == '"') {
                inQuotes = !inQuotes;
                quoted = true;
            } else if (!inQuotes && (c == ',' || c == '\n')) {
                boolean absent = field.isEmpty() && !quoted;
                values.add(value(absent ? null : converted(fields.get(values.size()), field.toString())));
                field.setLength(0);
                quoted = false;
                if (c == '\n') {
                    rows.add(String.join("|", values));
                    values.clear();
                }
            } else {
                field.append(c);
            }
        }
        assertThat(field).isEmpty();
        return rows;
    }

    @ParameterizedTest
    @EnumSource(Tier.class)
    void a_target_that_is_not_empty_is_left_alone(Tier tier) throws Exception {
        Select<?> query = query(engine(tier), FlatViews.all().get(0));
        Unload unload = new Unload(query, target("full-" + tier), Format.CSV, Compression.NONE);
        unloader(tier).unload(unload, ANY_DAY);
        List<Path> before = all("full-" + tier);
        assertThatThrownBy(() -> unloader(tier).unload(unload, ANY_DAY))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("is not empty");
        assertThat(all("full-" + tier)).isEqualTo(before);
    }

    private List<Path> all(String prefix) throws IOException {
        try (Stream<Path> files = Files.walk(file("s3://" + bucket + "/" + prefix))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @EnumSource(Tier.class)
    void a_query_with_a_limit_is_unloaded_too(Tier tier) throws Exception {
        QueryEngine engine = engine(tier);
        Select<?> query = engine.sql()
                .select(field(name("call_id"), String.class))
                .from(engine.qualified("call_event"))
                .orderBy(field(name("call_id")))
                .limit(inline(3));
        Unloaded unloaded = unloader(tier)
                .unload(new Unload(query, target("limit-" + tier), Format.CSV, Compression.NONE), ANY_DAY);
        long lines = 0;
        for (Part part : unloaded.objects()) {
            lines += Files.readAllLines(file(part.address())).size();
        }
        assertThat(lines).isEqualTo(3);
    }

    @Test
    void athena_wants_days_for_an_unload_as_for_a_query() {
        Select<?> query = query(lake.cold(), FlatViews.all().get(0));
        assertThatThrownBy(() -> unloader(Tier.COLD)
                        .unload(
                                new Unload(query, target("days"), Format.CSV, Compression.NONE),
                                QueryOptions.standard()))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("nothing bounds event_date");
    }

    @Test
    void what_could_leave_its_quotes_is_refused() {
        Select<?> query = query(lake.hot(), FlatViews.all().get(0));
        for (String target :
                List.of("s3://b/", "s3://bucket/a'b/", "s3://bucket/a", "file:///tmp/", "s3://bucket/a\\/")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Unload(query, target, Format.CSV, Compression.NONE));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Unload(query, target("a"), Format.PARQUET, Compression.GZIP));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Unloader.of((RedshiftEngine) lake.hot(), s3, "arn:aws:iam::1:role/x' y"));
    }
}
