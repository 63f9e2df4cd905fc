package io.github.calllake.schema;

import java.util.List;

/**
 * The table over the files that Amazon Transcribe writes after a call: JSON, one object a file, in no partitions.
 *
 * @see <a href="https://docs.aws.amazon.com/transcribe/latest/dg/tca-post-call.html">Post-call analytics with real-time
 *     transcriptions</a>
 */
public final class PostCallTable {

    /** Its Glue name. */
    public static final String NAME = "transcribe_call_analytics_post_call";

    private static final String OFFSETS = "array<struct<characteroffsets:struct<begin:int,end:int>>>";
    private static final String INTERRUPTION =
            "array<struct<beginoffsetmillis:bigint,durationmillis:bigint,endoffsetmillis:bigint>>";
    private static final String PERIOD = "array<struct<score:double,beginoffsetmillis:bigint,endoffsetmillis:bigint>>";

    private static final List<Column> COLUMNS = List.of(
            new Column("jobstatus", "string"),
            new Column("languagecode", "string"),
            new Column(
                    "transcript",
                    "array<struct<loudnessscores:array<double>,content:string,id:string,beginoffsetmillis:bigint,"
                            + "endoffsetmillis:bigint,sentiment:string,participantrole:string,issuesdetected:" + OFFSETS
                            + ",outcomesdetected:" + OFFSETS + ",actionitemsdetected:" + OFFSETS + ">>"),
            new Column("accountid", "string"),
            new Column(
                    "categories",
                    "struct<matchedcategories:array<string>,matcheddetails:map<string,struct<pointsofinterest:"
                            + "array<struct<beginoffsetmillis:bigint,endoffsetmillis:bigint>>>>>"),
            new Column("channel", "string"),
            new Column("participants", "array<struct<participantrole:string>>"),
            new Column(
                    "conversationcharacteristics",
                    "struct<nontalktime:struct<instances:" + INTERRUPTION + ",totaltimemillis:bigint>,"
                            + "interruptions:struct<totalcount:bigint,totaltimemillis:bigint,"
                            + "interruptionsbyinterrupter:struct<agent:" + INTERRUPTION + ",customer:" + INTERRUPTION
                            + ">>,totalconversationdurationmillis:bigint,"
                            + "sentiment:struct<overallsentiment:struct<agent:double,customer:double>,"
                            + "sentimentbyperiod:struct<quarter:struct<agent:" + PERIOD + ",customer:" + PERIOD
                            + ">>>,talkspeed:struct<detailsbyparticipant:struct<agent:struct<averagewordsperminute:"
                            + "double>,customer:struct<averagewordsperminute:double>>>,"
                            + "talktime:struct<detailsbyparticipant:struct<agent:struct<totaltimemillis:bigint>,"
                            + "customer:struct<totaltimemillis:bigint>>,totaltimemillis:bigint>>"),
            new Column("sessionid", "string"),
            new Column("contentmetadata", "struct<output:string>"));

    private PostCallTable() {}

    /**
     * A column.
     *
     * @param name Glue's name: the JSON key in lower case
     * @param type its Hive type, e.g. {@code struct<output:string>}
     */
    public record Column(String name, String type) {}

    /** The columns in order. */
    public static List<Column> columns() {
        return COLUMNS;
    }
}
