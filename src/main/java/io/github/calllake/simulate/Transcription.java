package io.github.calllake.simulate;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/** The service that writes down what is said in a call; a pipeline has one of the two. */
sealed interface Transcription permits CallAnalyticsTranscription, PlainTranscription {

    static Transcription of(Call call) {
        return call.byCallAnalytics ? new CallAnalyticsTranscription(call) : new PlainTranscription(call);
    }

    /** The first {@code count} items of an utterance, as heard so far. */
    PlannedEvent partial(long time, Utterance utterance, int count);

    /** The whole utterance, and what follows from it, in time order and within half a second. */
    List<PlannedEvent> complete(long time, Utterance utterance);

    /** What every transcription event begins with. {@code metadata} is JSON inside text, though AWS prints an object. */
    static void writeHead(JsonGenerator json, Call call, long time, String detailType) throws IOException {
        CallAnalyticsEvents.writeEnvelope(json, call, time, detailType);
        json.writeStringField("mediaInsightsPipelineId", call.pipelineId);
        if (call.variants.next()) {
            Json.object(json, "metadata", call::writeMetadata);
        } else {
            json.writeStringField("metadata", call.metadata());
        }
    }
}
