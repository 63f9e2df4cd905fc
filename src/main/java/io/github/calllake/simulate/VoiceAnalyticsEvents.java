package io.github.calllake.simulate;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.calllake.simulate.Call.VoiceAnalytics;
import io.github.calllake.simulate.Json.Members;
import io.github.calllake.simulate.Times.Spelling;
import java.io.IOException;

/** What the voice analytics events of one call say: status, speaker search and voice tone. */
final class VoiceAnalyticsEvents {
    private static final String REGION = "us-east-1";
    private static final String ACCOUNT = "444455556666";

    private final Call call;
    private final SeededRandom random;
    private final Variants variants;
    private final String speakerTask;
    private final String toneTask;
    private final String bestProfile;

    VoiceAnalyticsEvents(Call call) {
        this.call = call;
        this.random = call.random;
        this.variants = call.variants;
        this.speakerTask = random.uuid();
        this.toneTask = random.uuid();
        this.bestProfile = profile();
    }

    private String profile() {
        return "vp-" + random.uuid();
    }

    /** Voice analytics may be started now; sent for each leg of a Voice Connector's call. */
    PlannedEvent ready(long time, boolean isCaller) {
        boolean withoutServiceType = variants.next();
        return event(time, "VoiceAnalyticsStatus", withoutServiceType, detail -> {
            detail.writeStringField("detailStatus", "AnalyticsReady");
            writeCall(detail, isCaller);
            detail.writeStringField("streamStartTime", Spelling.MILLIS_ZONED.of(call.start));
            SipMetadata sip = new SipMetadata(call);
            detail.writeStringField("inviteHeaders", sip.headers(101));
            if (call.siprec) {
                detail.writeStringField("siprecMetadata", sip.xml(true, false));
            }
        });
    }

    /** The summary some minutes after the call. */
    PlannedEvent summary(long time) {
        return event(time, "VoiceAnalyticsStatus", false, detail -> {
            detail.writeStringField("detailStatus", "PostCallVoiceAnalytics");
            writeCall(detail, false);
            Json.object(detail, "speakerSearchResults", results -> {
                results.writeStringField("bestMatchedVoiceProfileId", bestProfile);
                results.writeStringField("customerValidatedCallerIdentity", bestProfile);
                writeTransactions(results, "createVoiceProfileTransactions", random.below(2));
                writeTransactions(results, "updateVoiceProfileTransactions", random.below(3));
            });
        });
    }

    private void writeTransactions(JsonGenerator json, String name, int count) throws IOException {
        json.writeArrayFieldStart(name);
        for (int i = 0; i < count; i++) {
            json.writeStartObject();
            json.writeStringField("voiceProfileId", i == 0 ? bestProfile : profile());
            json.writeStringField(
                    "requestTimestamp", Spelling.MILLIS_ZONED.of(random.between(call.start, call.end + 1)));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** A search that compared the voice with profiles: up to ten candidates, the best first. */
    PlannedEvent identified(long time, int candidates) {
        return event(time, "SpeakerSearchStatus", false, detail -> {
            writeTask(detail, speakerTask, "IdentificationSuccessful");
            Json.object(detail, "speakerSearchDetails", details -> {
                boolean quoted = variants.next();
                details.writeArrayFieldStart("results");
                int score = 10_000_000;
                for (int i = 0; i < candidates; i++) {
                    score -= random.below(900_000);
                    details.writeStartObject();
                    details.writeStringField("voiceProfileId", i == 0 ? bestProfile : profile());
                    Json.decimal(details, "confidenceScore", score, 7, quoted);
                    details.writeEndObject();
                }
                details.writeEndArray();
            });
            writePlace(detail, true);
        });
    }

    /** A search or voiceprint that says no more than how it ended. */
    PlannedEvent speaker(long time, String status) {
        return event(time, "SpeakerSearchStatus", false, detail -> {
            writeTask(detail, speakerTask, status);
            writePlace(detail, true);
        });
    }

    /** A search or voiceprint that failed, and why. */
    PlannedEvent speakerFailure(long time, String status, String message) {
        return event(time, "SpeakerSearchStatus", false, detail -> {
            writeTask(detail, speakerTask, status);
            detail.writeStringField("statusMessage", message);
            writePlace(detail, true);
        });
    }

    /** The tone of one leg, lately and so far; the {@code Completed} one is the last. */
    PlannedEvent tone(long time, boolean isCaller, String status, Tone current, Tone overall) {
        return event(time, "VoiceToneAnalysisStatus", false, detail -> {
            boolean unusual = variants.next();
            String fragment = "9134385233318143239268" + random.digits(25);
            writeTask(detail, toneTask, status);
            Json.object(detail, "voiceToneAnalysisDetails", details -> {
                boolean quoted = variants.next();
                writeTone(details, "currentAverageVoiceTone", current, quoted, unusual);
                writeTone(details, "overallAverageVoiceTone", overall, quoted, unusual);
                if (unusual) {
                    details.writeStringField("startFragmentNumber", fragment);
                }
            });
            if (!unusual) {
                detail.writeStringField("startFragmentNumber", fragment);
            }
            writePlace(detail, isCaller);
        });
    }

    PlannedEvent toneFailure(long time, boolean isCaller, String message) {
        return event(time, "VoiceToneAnalysisStatus", false, detail -> {
            writeTask(detail, toneTask, "VoiceToneAnalysisFailure");
            detail.writeStringField("statusMessage", message);
            writePlace(detail, isCaller);
        });
    }

    private void writeTone(JsonGenerator json, String name, Tone tone, boolean quoted, boolean withOffsets)
            throws IOException {
        Json.object(json, name, members -> {
            members.writeStringField("startTime", Spelling.MILLIS_ZONED.of(tone.from()));
            members.writeStringField("endTime", Spelling.MILLIS_ZONED.of(tone.to()));
            if (withOffsets) {
                members.writeNumberField("beginOffsetMillis", (tone.from() - call.start) / Times.MILLI);
                members.writeNumberField("endOffsetMillis", (tone.to() - call.start) / Times.MILLI);
            }
            members.writeStringField("voiceToneLabel", tone.label());
            Json.object(members, "voiceToneScore", score -> {
                Json.decimal(score, "neutral", tone.neutral(), Tone.SCALE, quoted);
                Json.decimal(score, "positive", tone.positive(), Tone.SCALE, quoted);
                Json.decimal(score, "negative", tone.negative(), Tone.SCALE, quoted);
            });
        });
    }

    private PlannedEvent event(long time, String detailType, boolean withoutServiceType, Members detail) {
        return new PlannedEvent(time, json -> {
            json.writeStringField("version", "0");
            json.writeStringField("id", (random.chance(0.5) ? "Id-" : "") + random.uuid());
            json.writeStringField("detail-type", detailType);
            if (!withoutServiceType) {
                json.writeStringField("service-type", "VoiceAnalytics");
            }
            json.writeStringField("source", "aws.chime");
            json.writeStringField("account", ACCOUNT);
            json.writeStringField("time", variants.voiceAnalyticsTime(time));
            json.writeStringField("region", REGION);
            json.writeArrayFieldStart("resources");
            json.writeEndArray();
            Json.object(json, "detail", detail);
        });
    }

    private void writeCall(JsonGenerator json, boolean isCaller) throws IOException {
        json.writeStringField("callId", call.callId);
        json.writeBooleanField("isCaller", isCaller);
        json.writeStringField("transactionId", call.transactionId);
        json.writeStringField("voiceConnectorId", call.voiceConnectorId);
    }

    private static void writeTask(JsonGenerator json, String task, String status) throws IOException {
        json.writeStringField("taskId", task);
        json.writeStringField("detailStatus", status);
    }

    /** Where the voice was heard: a leg of the call, or a channel of the pipeline's stream. */
    private void writePlace(JsonGenerator json, boolean isCaller) throws IOException {
        if (call.voiceAnalytics == VoiceAnalytics.VOICE_API) {
            json.writeBooleanField("isCaller", isCaller);
            json.writeStringField("transactionId", call.transactionId);
            json.writeStringField("voiceConnectorId", call.voiceConnectorId);
            return;
        }
        if (variants.next()) {
            json.writeStringField("participantRole", isCaller ? "CUSTOMER" : "AGENT");
        }
        String arn = ":" + REGION + ":" + ACCOUNT + ":";
        json.writeStringField("mediaInsightsPipelineId", call.pipelineId);
        json.writeStringField("sourceArn", "arn:aws:chime" + arn + "media-pipeline/" + call.pipelineId);
        json.writeStringField(
                "streamArn",
                "arn:aws:kinesisvideo" + arn + "stream/front-desk-" + (isCaller ? "in/" : "out/")
                        + call.start / Times.MILLI);
        json.writeNumberField("channelId", isCaller ? 1 : 0);
    }
}
