package io.github.calllake.simulate;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.calllake.simulate.Json.Members;
import io.github.calllake.simulate.Times.Spelling;
import java.io.IOException;

/** What the {@code CallAnalyticsMetadata} and {@code Recording} events of one call say. */
final class CallAnalyticsEvents {
    private static final String RECORDING_BUCKET = "example-recordings";
    private static final String REGION = "us-east-1";

    private final Call call;
    private final Variants variants;

    CallAnalyticsEvents(Call call) {
        this.call = call;
        this.variants = call.variants;
    }

    /** The members that open every event of service type {@code CallAnalytics}. */
    static void writeEnvelope(JsonGenerator json, Call call, long time, String detailType) throws IOException {
        json.writeStringField("time", call.variants.callAnalyticsTime(time));
        json.writeStringField("service-type", "CallAnalytics");
        json.writeStringField("detail-type", detailType);
        if (call.variants.next()) {
            json.writeStringField("schemaVersion", "2");
            json.writeNullField("traceContext");
        }
    }

    /** The start of the call, with what is said only once about it. */
    PlannedEvent start(long time, String sessionId) {
        boolean withUrls = call.postCall && variants.next();
        return new PlannedEvent(time, json -> {
            writeEnvelope(json, call, time, "CallAnalyticsMetadata");
            json.writeStringField("mediaInsightsPipelineId", call.pipelineId);
            writeMetadata(json, oneTime(members -> {
                writeSip(members, variants.next() ? "InviteHeaders" : "inviteHeaders", 101, true, false);
                if (withUrls) {
                    writePostCallUrls(members, sessionId);
                }
            }));
        });
    }

    /** Where Transcribe will leave the post-call files of a session; another session begins after a pause. */
    PlannedEvent postCall(long time, String sessionId) {
        return new PlannedEvent(time, json -> {
            writeEnvelope(json, call, time, "CallAnalyticsMetadata");
            json.writeStringField("mediaInsightsPipelineId", call.pipelineId);
            writeMetadata(json, oneTime(members -> writePostCallUrls(members, sessionId)));
        });
    }

    /** A SIPREC update, such as hold; it names no pipeline. */
    PlannedEvent update(long time, int cseq, boolean onHold) {
        String type = variants.next() ? "update" : "Update";
        return new PlannedEvent(time, json -> {
            writeEnvelope(json, call, time, "CallAnalyticsMetadata");
            json.writeStringField("callevent-type", type);
            writeMetadata(json, oneTime(members -> writeSip(members, "sipHeaders", cseq, false, onHold)));
        });
    }

    /** @param type {@code Pause} or {@code Resume} */
    PlannedEvent pauseOrResume(long time, String type) {
        return new PlannedEvent(time, json -> {
            writeEnvelope(json, call, time, "CallAnalyticsMetadata");
            json.writeStringField("callevent-type", type);
            writeMetadata(json, members -> {});
        });
    }

    /** The recorded file. */
    PlannedEvent recording(long time) {
        boolean older = variants.next();
        return new PlannedEvent(time, json -> writeRecording(json, time, older ? "" : "Recording", ".wav"));
    }

    /** The file with enhanced voices, made from the recorded one. */
    PlannedEvent enhancedRecording(long time) {
        return new PlannedEvent(time, json -> writeRecording(json, time, "VoiceEnhancement", "_enhanced.wav"));
    }

    /** An update of the recording's metadata, which names neither file nor pipeline. */
    PlannedEvent recordingUpdate(long time) {
        return new PlannedEvent(time, json -> {
            writeEnvelope(json, call, time, "Recording");
            json.writeStringField("callevent-type", "Update");
            writeMetadata(json, oneTime(members -> writeSip(members, "sipHeaders", 104, false, false)));
        });
    }

    private void writeRecording(JsonGenerator json, long time, String subtype, String suffix) throws IOException {
        writeEnvelope(json, call, time, "Recording");
        json.writeStringField("mediaInsightsPipelineId", call.pipelineId);
        if (!subtype.isEmpty()) {
            json.writeStringField("detail-subtype", subtype);
        }
        json.writeStringField(
                "s3MediaObjectConsoleUrl",
                "https://s3.console.aws.amazon.com/s3/object/" + RECORDING_BUCKET + "?region=" + REGION + "&prefix="
                        + (call.onVoiceConnector ? call.voiceConnectorId : call.pipelineId) + "/"
                        + Spelling.DATE_PATH.of(call.start) + "/" + call.callId + suffix);
        long seconds = (call.end - call.start) / Times.SECOND;
        if (variants.next()) {
            json.writeStringField("recordingDurationSeconds", Long.toString(seconds));
        } else {
            json.writeNumberField("recordingDurationSeconds", seconds);
        }
        writeMetadata(json, members -> {
            members.writeStringField("startTime", Spelling.MILLIS_ZONED.of(call.start));
            members.writeStringField("endTime", Spelling.MILLIS_ZONED.of(call.end));
            oneTime(once -> writeSip(once, variants.next() ? "inviteHeaders" : "sipHeaders", 101, true, false))
                    .writeTo(members);
        });
    }

    /** {@code metadata} is JSON inside text, here with more elements after the usual ones. */
    private void writeMetadata(JsonGenerator json, Members more) throws IOException {
        json.writeStringField("metadata", Json.text(metadata -> {
            call.writeMetadata(metadata);
            more.writeTo(metadata);
        }));
    }

    /** {@code oneTimeMetadata} is JSON inside the text of {@code metadata}. */
    private static Members oneTime(Members members) {
        return json -> json.writeStringField("oneTimeMetadata", Json.text(members));
    }

    /** Inside {@code oneTimeMetadata}, headers and SIPREC are text again, two of the three JSON inside text. */
    private void writeSip(JsonGenerator json, String headersName, int cseq, boolean complete, boolean onHold)
            throws IOException {
        SipMetadata sip = new SipMetadata(call);
        json.writeStringField(headersName, variants.next() ? "{}" : sip.headers(cseq));
        if (call.siprec) {
            json.writeStringField("siprecMetadata", sip.xml(complete, onHold));
            json.writeStringField("siprecMetadataJson", sip.json(complete, onHold));
        }
    }

    private void writePostCallUrls(JsonGenerator json, String sessionId) throws IOException {
        json.writeStringField("s3RecordingUrl", PostCallFile.address(call.postCallLocation, sessionId, false, ".wav"));
        if (call.redacted) {
            json.writeStringField(
                    "s3RecordingUrlRedacted", PostCallFile.address(call.postCallLocation, sessionId, true, ".wav"));
        }
    }
}
