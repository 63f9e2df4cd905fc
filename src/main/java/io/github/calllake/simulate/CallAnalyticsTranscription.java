package io.github.calllake.simulate;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.calllake.simulate.Utterance.Item;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Transcribe Call Analytics: utterances with sentiment, issues and personal data, and matched categories. */
final class CallAnalyticsTranscription implements Transcription {
    private static final List<String> SENTIMENTS =
            List.of("NEUTRAL", "NEUTRAL", "NEUTRAL", "POSITIVE", "POSITIVE", "NEGATIVE", "NEGATIVE", "MIXED");
    private static final List<String> PERSONAL =
            List.of("NAME", "PHONE", "ADDRESS", "EMAIL", "PIN", "SSN", "BANK_ACCOUNT_NUMBER", "CREDIT_DEBIT_NUMBER");
    private static final List<String> CATEGORIES = List.of(
            "late-delivery", "refund", "cancellation", "Angry Customer", "competitor.mention", "müde", "greeting");
    private static final List<String> UNUSUAL_CATEGORY_TYPES =
            List.of("TranscribeCallAnalyticsCategoryEvent", "TranscribeCallAnalytics");

    private final Call call;
    private final SeededRandom random;
    private final Variants variants;

    CallAnalyticsTranscription(Call call) {
        this.call = call;
        this.random = call.random;
        this.variants = call.variants;
    }

    @Override
    public PlannedEvent partial(long time, Utterance utterance, int count) {
        return new PlannedEvent(time, json -> {
            Transcription.writeHead(json, call, time, "TranscribeCallAnalytics");
            Json.object(json, "UtteranceEvent", event -> {
                writeUtterance(event, utterance, count, true);
                event.writeNullField("Sentiment");
                writeItems(event, utterance, count, true);
                event.writeNullField("Entities");
                event.writeNullField("IssuesDetected");
            });
        });
    }

    @Override
    public List<PlannedEvent> complete(long time, Utterance spoken) {
        Optional<SpokenTurns.Personal> personal =
                random.chance(0.12) ? Optional.of(personal(spoken)) : Optional.empty();
        Utterance utterance = call.redacted
                ? personal.map(found -> spoken.withContent(found.index(), "[" + found.type() + "]"))
                        .orElse(spoken)
                : spoken;
        PlannedEvent event = new PlannedEvent(time, json -> {
            Transcription.writeHead(json, call, time, "TranscribeCallAnalytics");
            Json.object(json, "UtteranceEvent", members -> writeWhole(members, spoken, utterance, personal));
        });
        if (random.chance(0.08)) {
            return List.of(event, category(time + random.between(50, 450) * Times.MILLI, utterance));
        }
        return List.of(event);
    }

    private SpokenTurns.Personal personal(Utterance utterance) {
        int index = random.below(utterance.items().size());
        boolean word = !utterance.items().get(index).punctuation();
        return new SpokenTurns.Personal(word ? index : 0, random.oneOf(PERSONAL));
    }

    /** @param utterance what is sent of it: personal data may be taken out */
    private void writeWhole(
            JsonGenerator json, Utterance spoken, Utterance utterance, Optional<SpokenTurns.Personal> personal)
            throws IOException {
        int count = utterance.items().size();
        writeUtterance(json, utterance, count, false);
        String sentiment = random.oneOf(SENTIMENTS);
        json.writeStringField("Sentiment", sentiment);
        writeItems(json, utterance, count, false);
        if (personal.isPresent()) {
            SpokenTurns.Personal found = personal.get();
            writeEntity(json, utterance.items().get(found.index()), found.type());
        } else {
            json.writeNullField("Entities");
        }
        boolean issue = !utterance.agent() && count > 4 && random.chance(0.15);
        call.spoken.ifPresent(turns -> turns.add(new SpokenTurns.Turn(spoken, sentiment, issue, personal)));
        if (issue) {
            writeIssue(
                    json,
                    utterance.items().get(SpokenTurns.firstOfIssue(utterance)),
                    utterance.items().get(SpokenTurns.lastOfIssue(utterance)));
        } else {
            json.writeNullField("IssuesDetected");
        }
        if (variants.next()) {
            json.writeStringField("LanguageCode", "en-US");
        }
    }

    private void writeUtterance(JsonGenerator json, Utterance utterance, int count, boolean partial)
            throws IOException {
        json.writeStringField("UtteranceId", utterance.id());
        json.writeStringField("ParticipantRole", utterance.agent() ? "AGENT" : "CUSTOMER");
        json.writeBooleanField("IsPartial", partial);
        json.writeNumberField("BeginOffsetMillis", utterance.beginMillis());
        json.writeNumberField(
                "EndOffsetMillis", utterance.items().get(count - 1).endMillis());
        json.writeStringField("Transcript", utterance.transcript(count));
    }

    private void writeItems(JsonGenerator json, Utterance utterance, int count, boolean partial) throws IOException {
        String typeName = variants.next() ? "Type" : "ItemType";
        json.writeArrayFieldStart("Items");
        for (int i = 0; i < count; i++) {
            Item item = utterance.items().get(i);
            json.writeStartObject();
            json.writeStringField("Content", item.content());
            if (item.punctuation()) {
                json.writeNullField("Confidence");
            } else {
                Json.decimal(json, "Confidence", item.confidence(), 4, false);
            }
            json.writeBooleanField("VocabularyFilterMatch", item.filtered());
            json.writeBooleanField("Stable", !partial || i < count - 1);
            json.writeStringField(typeName, item.punctuation() ? "PUNCTUATION" : "PRONUNCIATION");
            json.writeNumberField("BeginOffsetMillis", item.beginMillis());
            json.writeNumberField("EndOffsetMillis", item.endMillis());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeEntity(JsonGenerator json, Item item, String type) throws IOException {
        boolean unusual = variants.next();
        json.writeArrayFieldStart("Entities");
        json.writeStartObject();
        json.writeStringField("Content", item.content());
        Json.decimal(json, "Confidence", item.confidence(), 4, false);
        json.writeStringField("Category", "PII");
        json.writeStringField("Type", type);
        json.writeNumberField(unusual ? "BeginOffsetMillis" : "BeginOffset", item.beginMillis());
        json.writeNumberField(unusual ? "EndOffsetMillis" : "EndOffset", item.endMillis());
        json.writeEndObject();
        json.writeEndArray();
    }

    private void writeIssue(JsonGenerator json, Item first, Item last) throws IOException {
        boolean unusual = variants.next();
        json.writeArrayFieldStart("IssuesDetected");
        json.writeStartObject();
        Json.object(json, "CharacterOffsets", offsets -> {
            offsets.writeNumberField(unusual ? "BeginOffsetChar" : "Begin", first.begin());
            offsets.writeNumberField(unusual ? "EndOffsetChar" : "End", last.end());
        });
        json.writeEndObject();
        json.writeEndArray();
    }

    private PlannedEvent category(long time, Utterance utterance) {
        String detailType =
                variants.next() ? random.oneOf(UNUSUAL_CATEGORY_TYPES) : "TranscribeCallAnalyticsCategoryEvents";
        String first = random.oneOf(CATEGORIES);
        String second = random.oneOf(CATEGORIES);
        List<String> matched = first.equals(second) || random.chance(0.7) ? List.of(first) : List.of(first, second);
        call.spoken.ifPresent(turns -> turns.matched(matched, utterance));
        return new PlannedEvent(time, json -> {
            Transcription.writeHead(json, call, time, detailType);
            Json.object(json, "CategoryEvent", event -> {
                event.writeArrayFieldStart("MatchedCategories");
                for (String category : matched) {
                    event.writeString(category);
                }
                event.writeEndArray();
                writeDetails(event, matched, utterance);
            });
        });
    }

    /** Where each category matched; now and then missing, or under a phrase that is no category. */
    private void writeDetails(JsonGenerator json, List<String> matched, Utterance utterance) throws IOException {
        if (variants.next()) {
            return;
        }
        json.writeObjectFieldStart("MatchedDetails");
        for (String category : matched) {
            json.writeObjectFieldStart(variants.next() ? utterance.transcript(1) : category);
            json.writeArrayFieldStart("TimestampRanges");
            json.writeStartObject();
            json.writeNumberField("BeginOffsetMillis", utterance.beginMillis());
            json.writeNumberField("EndOffsetMillis", utterance.endMillis());
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndObject();
    }
}
