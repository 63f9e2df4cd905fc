package io.github.calllake.queries;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.calllake.TestLake;
import io.github.calllake.engine.AthenaSettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Table;

/** All that the tables and views of a restricted database say, searched for what they are not to say. */
@ExtendWith(TestLake.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestrictedDatabaseTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** A SIP address, a SIP header, and what SIPREC's XML and JSON have. */
    private static final Pattern SIP =
            Pattern.compile("sips?:|SIP/2[.]0|<recording|participant_id", Pattern.CASE_INSENSITIVE);

    private QueriedLake own;
    private QueriedLake restricted;
    private Set<String> numbers;

    @BeforeAll
    void fill(TestLake shared) {
        own = OwnLake.fill(shared, "restricted_lake");
        String database = own.database() + "_restricted";
        restricted = new QueriedLake(own.athena(), database, AthenaSettings.workGroupOf(database), own.calls());
        numbers = numbers();
    }

    @AfterAll
    void close() {
        own.athena().close();
    }

    private Set<String> numbers() {
        Set<String> found = new TreeSet<>();
        own.calls().records().forEach(record -> {
            try {
                JsonNode event = JSON.readTree(record.data());
                JsonNode metadata = JSON.readTree(event.path("metadata").asText("{}"));
                for (String side : List.of("fromNumber", "toNumber")) {
                    found.add(metadata.path(side).asText().replace("+", ""));
                }
            } catch (JsonProcessingException e) {
                throw new AssertionError(new String(record.data(), StandardCharsets.UTF_8), e);
            } catch (java.io.IOException e) {
                throw new AssertionError(e);
            }
        });
        found.remove("");
        return found;
    }

    @Test
    void no_table_and_no_view_says_a_number_a_sip_header_or_metadata(TestLake shared) {
        List<String> told = new ArrayList<>();
        List<String> names = names(shared, restricted.database());

        assertThat(names).hasSize(18);
        for (String name : names) {
            for (String text : texts(restricted, name)) {
                if (tells(text)) {
                    told.add(name + ": " + text);
                }
            }
        }

        assertThat(told).isEmpty();
        assertThat(numbers).hasSizeGreaterThan(10);
        assertThat(texts(own, "call_analytics_metadata").stream().filter(this::tells))
                .isNotEmpty();
        assertThat(texts(own, "voice_analytics_status").stream().filter(this::tells))
                .isNotEmpty();
        assertThat(texts(own, "recording").stream().filter(this::tells)).isNotEmpty();
    }

    @Test
    void the_columns_cannot_be_asked_for_either() {
        for (String column : List.of("metadata", "from_number", "invite_headers", "unmapped")) {
            assertThat(fails("SELECT " + column + " FROM call_analytics_metadata"))
                    .contains("COLUMN_NOT_FOUND");
        }
        assertThat(fails("SELECT detail.inviteheaders FROM voice_analytics_status"))
                .isNotEmpty();
        assertThat(fails("SELECT detail.siprecmetadata FROM voice_analytics_status"))
                .isNotEmpty();
    }

    @Test
    void sessions_with_post_call_files_are_told_without_numbers() {
        String sql = "SELECT session_id, call_id, event_time, %s, transcript FROM post_call ORDER BY 1";
        List<List<@Nullable String>> all = new AthenaText(own).rows(sql.formatted("CAST(NULL AS varchar)"), List.of());

        assertThat(new AthenaText(restricted)
                        .rows(sql.formatted("COALESCE(from_number, to_number, metadata)"), List.of()))
                .isNotEmpty()
                .isEqualTo(all);
    }

    private String fails(String sql) {
        try {
            new AthenaText(restricted).run(sql, List.of());
            return "";
        } catch (AssertionError e) {
            return String.valueOf(e.getMessage());
        }
    }

    private boolean tells(String text) {
        return SIP.matcher(text).find() || numbers.stream().anyMatch(text::contains);
    }

    private static List<String> texts(QueriedLake lake, String table) {
        return new AthenaText(lake)
                .rows("SELECT * FROM " + table, List.of()).stream()
                        .flatMap(List::stream)
                        .filter(Objects::nonNull)
                        .toList();
    }

    private static List<String> names(TestLake shared, String database) {
        try (GlueClient glue = shared.client(GlueClient.builder(), shared.aws().glueEndpoint())) {
            return glue.getTablesPaginator(request -> request.databaseName(database)).stream()
                    .flatMap(page -> page.tableList().stream())
                    .map(Table::name)
                    .toList();
        }
    }
}
