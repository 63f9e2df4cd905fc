package io.github.calllake.schema;

import io.github.calllake.schema.FlatView.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The flat view {@code post_call}: a row for each Transcribe session with a post-call file, joined by its session id to the
 * first event that announced the session. In the cold tier only: these files come by no stream. A session that no event in
 * the lake announced has a row without the call's columns; a call that was paused for long has several rows.
 *
 * <p>The files of all days are read by every question, for they have no partitions; {@code event_date} chooses rows and
 * saves nothing.
 */
public final class PostCallView {

    /** The view's name. */
    public static final String NAME = "post_call";

    /** The announcing event, whose columns these are, comes from the flat view of calls. */
    private static final String ANNOUNCEMENTS = "call_event";

    private static final String CHARACTERISTICS = "f.conversationcharacteristics.";

    /** Session ids are the base names of the recordings' keys. */
    private static final String SESSION_ID =
            "regexp_extract(COALESCE(e.s3_recording_url, e.s3_recording_url_redacted), '([^/]+)[.][^./]+$', 1)";

    private static final List<Column> COLUMNS = columnList();

    private PostCallView() {}

    /**
     * A column of the view.
     *
     * @param name snake_case, with the unit where there is one
     * @param type what Athena returns
     * @param expression where it comes from, in Athena's SQL
     */
    public record Column(String name, ValueType type, String expression) {}

    /** The columns in order. */
    public static List<Column> columns() {
        return COLUMNS;
    }

    private static List<Column> columnList() {
        List<Column> columns = new ArrayList<>(List.of(
                announced("event_time", ValueType.TIMESTAMP),
                announced("event_time_text", ValueType.VARCHAR),
                announced("event_date", ValueType.DATE),
                announced("arrival_time", ValueType.TIMESTAMP)));
        for (String key : List.of(
                "call_id",
                "transaction_id",
                "voice_connector_id",
                "from_number",
                "to_number",
                "direction",
                "media_insights_pipeline_id")) {
            columns.add(announced(key, ValueType.VARCHAR));
        }
        columns.addAll(fileColumns());
        columns.add(announced("s3_recording_url", ValueType.VARCHAR));
        columns.add(announced("s3_recording_url_redacted", ValueType.VARCHAR));
        columns.add(announced("metadata", ValueType.JSON));
        columns.add(announced("shard_id", ValueType.VARCHAR));
        columns.add(announced("sequence_number", ValueType.VARCHAR));
        columns.add(announced("subsequence_number", ValueType.BIGINT));
        return List.copyOf(columns);
    }

    private static List<Column> fileColumns() {
        String talk = CHARACTERISTICS + "talktime.";
        String interruptions = CHARACTERISTICS + "interruptions.";
        return List.of(
                text("session_id", "f.sessionid"),
                text("job_status", "f.jobstatus"),
                text("language_code", "f.languagecode"),
                text("account_id", "f.accountid"),
                text("channel", "f.channel"),
                json("participants", "f.participants"),
                number("agent_sentiment", CHARACTERISTICS + "sentiment.overallsentiment.agent"),
                number("customer_sentiment", CHARACTERISTICS + "sentiment.overallsentiment.customer"),
                json("sentiment_by_period", CHARACTERISTICS + "sentiment.sentimentbyperiod"),
                count("conversation_duration_millis", CHARACTERISTICS + "totalconversationdurationmillis"),
                count("talk_time_millis", talk + "totaltimemillis"),
                count("agent_talk_time_millis", talk + "detailsbyparticipant.agent.totaltimemillis"),
                count("customer_talk_time_millis", talk + "detailsbyparticipant.customer.totaltimemillis"),
                count("non_talk_time_millis", CHARACTERISTICS + "nontalktime.totaltimemillis"),
                number(
                        "agent_words_per_minute",
                        CHARACTERISTICS + "talkspeed.detailsbyparticipant.agent.averagewordsperminute"),
                number(
                        "customer_words_per_minute",
                        CHARACTERISTICS + "talkspeed.detailsbyparticipant.customer.averagewordsperminute"),
                count("interruption_count", interruptions + "totalcount"),
                count("interruption_millis", interruptions + "totaltimemillis"),
                json("interruptions_by_interrupter", interruptions + "interruptionsbyinterrupter"),
                json("matched_categories", "f.categories.matchedcategories"),
                json("matched_details", "f.categories.matcheddetails"),
                text("summary", CHARACTERISTICS + "contactsummary.autogenerated.overallsummary.content"),
                new Column("transcript", ValueType.JSON, "f.transcript_as_spoken"),
                new Column("transcript_redacted", ValueType.JSON, "f.transcript_redacted"),
                text("post_call_url", "f.url_as_spoken"),
                text("post_call_url_redacted", "f.url_redacted"));
    }

    private static Column announced(String name, ValueType type) {
        return new Column(name, type, "c." + name);
    }

    private static Column text(String name, String expression) {
        return new Column(name, ValueType.VARCHAR, expression);
    }

    private static Column number(String name, String expression) {
        return new Column(name, ValueType.DOUBLE, expression);
    }

    private static Column count(String name, String expression) {
        return new Column(name, ValueType.BIGINT, expression);
    }

    private static Column json(String name, String expression) {
        return new Column(name, ValueType.JSON, "json_format(CAST(" + expression + " AS json))");
    }

    /**
     * {@code CREATE OR REPLACE VIEW}, in Athena's SQL.
     *
     * @param database the Glue database of the table, of the flat views, which have to be there, and of the view
     */
    public static String createView(String database) {
        return "CREATE OR REPLACE VIEW \"" + database + "\".\"" + NAME + "\" AS\n" + query(database);
    }

    /**
     * What the view shows, in Athena's SQL.
     *
     * @param database as in {@link #createView}
     */
    public static String query(String database) {
        String columns = COLUMNS.stream()
                .map(column -> column.expression() + " AS " + column.name())
                .collect(Collectors.joining(",\n       "));
        return """
                SELECT %1$s
                FROM (%2$s) AS f
                LEFT JOIN (%3$s) AS c ON c.session_id = f.sessionid AND c.place = 1
                WHERE f.place = 1""".formatted(columns, files(database), announcements(database));
    }

    /**
     * The files of a session as one: redacted ones say the same but for the transcript. Which words a redacted file has for
     * {@code Output} is not documented; as spoken is {@code Raw}. A file that says nothing is told by Transcribe's folder.
     */
    private static String files(String database) {
        return """
                SELECT t.*,
                             %3$s AS transcript_as_spoken, %4$s AS transcript_redacted,
                             %5$s AS url_as_spoken, %6$s AS url_redacted,
                             row_number() OVER (PARTITION BY t.sessionid ORDER BY t.is_redacted, t.url) AS place
                      FROM (SELECT p.*, p."$path" AS url, json_format(CAST(p.transcript AS json)) AS transcript_json,
                                   COALESCE(lower(p.contentmetadata.output) <> 'raw',
                                            strpos(p."$path", '/redacted-analytics/') > 0) AS is_redacted
                            FROM "%1$s"."%2$s" AS p
                            WHERE p.sessionid IS NOT NULL) AS t""".formatted(
                        database,
                        PostCallTable.NAME,
                        only("transcript_json", false),
                        only("transcript_json", true),
                        only("url", false),
                        only("url", true));
    }

    private static String only(String column, boolean redacted) {
        return "max(CASE WHEN %st.is_redacted THEN t.%s END) OVER (PARTITION BY t.sessionid)"
                .formatted(redacted ? "" : "NOT ", column);
    }

    /** A session may be announced more than once: with the start of the call, on its own, and delivered twice. */
    private static String announcements(String database) {
        return """
                SELECT e.*, %3$s AS session_id,
                             row_number() OVER (PARTITION BY %3$s
                                                ORDER BY e.event_time, e.shard_id, e.sequence_number, e.subsequence_number) AS place
                      FROM "%1$s"."%2$s" AS e
                      WHERE e.s3_recording_url IS NOT NULL OR e.s3_recording_url_redacted IS NOT NULL""".formatted(database, ANNOUNCEMENTS, SESSION_ID);
    }
}
