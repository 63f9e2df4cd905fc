package io.github.calllake.simulate;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.calllake.simulate.Utterance.Item;
import java.io.IOException;
import java.util.List;

/** Amazon Transcribe: results with times in seconds, by channel. */
final class PlainTranscription implements Transcription {
    private final Call call;

    PlainTranscription(Call call) {
        this.call = call;
    }

    @Override
    public PlannedEvent partial(long time, Utterance utterance, int count) {
        return event(time, utterance, count, true);
    }

    @Override
    public List<PlannedEvent> complete(long time, Utterance utterance) {
        return List.of(event(time, utterance, utterance.items().size(), false));
    }

    /** One result, flat in the event; AWS's page prints a list of results two levels further down. */
    private PlannedEvent event(long time, Utterance utterance, int count, boolean partial) {
        boolean nested = call.variants.next();
        return new PlannedEvent(time, json -> {
            Transcription.writeHead(json, call, time, "Transcribe");
            json.writeObjectFieldStart("TranscriptEvent");
            if (nested) {
                writeResults(json, utterance, count, partial);
            } else {
                writeResult(json, utterance, count, partial);
            }
            json.writeEndObject();
        });
    }

    /** The list holds one result as a rule; here sometimes the other channel heard the same. */
    private void writeResults(JsonGenerator json, Utterance utterance, int count, boolean partial) throws IOException {
        json.writeObjectFieldStart("Transcript");
        json.writeArrayFieldStart("Results");
        json.writeStartObject();
        writeResult(json, utterance, count, partial);
        json.writeEndObject();
        if (call.random.chance(0.2)) {
            Utterance echo = new Utterance(call.random.uuid(), !utterance.agent(), utterance.items());
            json.writeStartObject();
            writeResult(json, echo, count, partial);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void writeResult(JsonGenerator json, Utterance utterance, int count, boolean partial) throws IOException {
        Item last = utterance.items().get(count - 1);
        json.writeStringField("ResultId", utterance.id());
        Json.decimal(json, "StartTime", utterance.beginMillis(), 3, false);
        Json.decimal(json, "EndTime", last.endMillis(), 3, false);
        json.writeBooleanField("IsPartial", partial);
        json.writeArrayFieldStart("Alternatives");
        json.writeStartObject();
        json.writeStringField("Transcript", utterance.transcript(count));
        writeItems(json, utterance.items().subList(0, count));
        json.writeNullField("Entities");
        json.writeEndObject();
        json.writeEndArray();
        json.writeStringField("ChannelId", utterance.agent() ? "ch_0" : "ch_1");
    }

    private void writeItems(JsonGenerator json, List<Item> items) throws IOException {
        String typeName = call.variants.next() ? "Type" : "ItemType";
        json.writeArrayFieldStart("Items");
        for (Item item : items) {
            json.writeStartObject();
            Json.decimal(json, "StartTime", item.beginMillis(), 3, false);
            Json.decimal(json, "EndTime", item.endMillis(), 3, false);
            json.writeStringField(typeName, item.punctuation() ? "PUNCTUATION" : "PRONUNCIATION");
            json.writeStringField("Content", item.content());
            json.writeBooleanField("VocabularyFilterMatch", item.filtered());
            json.writeNullField("Speaker");
            if (item.punctuation()) {
                json.writeNullField("Confidence");
            } else {
                Json.decimal(json, "Confidence", item.confidence(), 4, false);
            }
            json.writeNullField("Stable");
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
