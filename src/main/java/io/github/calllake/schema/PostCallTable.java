package io.github.calllake.schema;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The lake table over the JSON files that Amazon Transcribe writes when a call analytics session is over. Not events: no
 * record of the stream carries them, and they have no partitions. The audio lies in the same folders; its lines are rows
 * of NULLs, since {@link #SERDE_PARAMETERS} has what is no JSON ignored.
 *
 * @see <a href="https://docs.aws.amazon.com/chime-sdk/latest/dg/glue-tables.html">Understanding the AWS Glue data catalog
 *     tables</a>
 * @see <a href="https://docs.aws.amazon.com/transcribe/latest/dg/tca-post-call.html">Post-call analytics with real-time
 *     transcriptions</a>
 */
public final class PostCallTable {

    /** Its Glue name. */
    public static final String NAME = "transcribe_call_analytics_post_call";

    /** What reads its files: one JSON object a line, keys in any case. */
    public static final String SERDE = "org.openx.data.jsonserde.JsonSerDe";

    /** The SerDe's parameters. */
    public static final Map<String, String> SERDE_PARAMETERS =
            Map.of("serialization.format", "1", "case.insensitive", "true", "ignore.malformed.json", "true");

    private static final String SPAN = struct("beginoffsetmillis:bigint", "endoffsetmillis:bigint");
    private static final String DETECTED = array(struct("characteroffsets:" + struct("begin:int", "end:int")));

    private static final List<Column> COLUMNS = List.of(
            new Column("jobstatus", "string"),
            new Column("languagecode", "string"),
            new Column("transcript", array(turn())),
            new Column("accountid", "string"),
            new Column(
                    "categories",
                    struct(
                            "matchedcategories:array<string>",
                            "matcheddetails:map<string," + struct("pointsofinterest:" + array(SPAN)) + ">")),
            new Column("channel", "string"),
            new Column("participants", array(struct("participantrole:string"))),
            new Column("conversationcharacteristics", characteristics()),
            new Column("sessionid", "string"),
            new Column("contentmetadata", struct("output:string")));

    private PostCallTable() {}

    /**
     * A column.
     *
     * @param name Glue's name: the JSON key in lower case
     * @param glueType the type in Glue's spelling; AWS's page has coarser ones, the files have these
     */
    public record Column(String name, String glueType) {}

    /** The columns in the order of AWS's page. */
    public static List<Column> columns() {
        return COLUMNS;
    }

    private static String turn() {
        return struct(
                "loudnessscores:array<double>",
                "content:string",
                "items:"
                        + array(struct(
                                "type:string",
                                "content:string",
                                "confidence:double",
                                "vocabularyfiltermatch:boolean",
                                "beginoffsetmillis:bigint",
                                "endoffsetmillis:bigint",
                                "redaction:" + array(struct("confidence:double", "type:string", "category:string")))),
                "id:string",
                "beginoffsetmillis:bigint",
                "endoffsetmillis:bigint",
                "sentiment:string",
                "participantrole:string",
                "issuesdetected:" + DETECTED,
                "outcomesdetected:" + DETECTED,
                "actionitemsdetected:" + DETECTED);
    }

    private static String characteristics() {
        String interruption = struct("beginoffsetmillis:bigint", "durationmillis:bigint", "endoffsetmillis:bigint");
        String score = struct("score:double", "beginoffsetmillis:bigint", "endoffsetmillis:bigint");
        String pause = struct("beginoffsetmillis:bigint", "durationmillis:bigint", "endoffsetmillis:bigint");
        return struct(
                "nontalktime:" + struct("instances:" + array(pause), "totaltimemillis:bigint"),
                "interruptions:"
                        + struct(
                                "totalcount:bigint",
                                "totaltimemillis:bigint",
                                "interruptionsbyinterrupter:" + byParticipant(array(interruption))),
                "totalconversationdurationmillis:bigint",
                "sentiment:"
                        + struct(
                                "overallsentiment:" + byParticipant("double"),
                                "sentimentbyperiod:" + struct("quarter:" + byParticipant(array(score)))),
                "talkspeed:" + struct("detailsbyparticipant:" + byParticipant(struct("averagewordsperminute:double"))),
                "talktime:"
                        + struct(
                                "detailsbyparticipant:" + byParticipant(struct("totaltimemillis:bigint")),
                                "totaltimemillis:bigint"),
                "contactsummary:" + struct("autogenerated:" + struct("overallsummary:" + struct("content:string"))));
    }

    private static String byParticipant(String type) {
        return struct("agent:" + type, "customer:" + type);
    }

    private static String struct(String... members) {
        return Stream.of(members).collect(Collectors.joining(",", "struct<", ">"));
    }

    private static String array(String element) {
        return "array<" + element + ">";
    }
}
