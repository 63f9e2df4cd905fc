package io.github.calllake.simulate;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.calllake.simulate.Json.Members;
import io.github.calllake.simulate.SpokenTurns.Match;
import io.github.calllake.simulate.SpokenTurns.Turn;
import io.github.calllake.simulate.Utterance.Item;
import java.io.IOException;
import java.util.List;

/**
 * What Transcribe writes about a session when it is over, in the form of its page. Offsets are those of the events, from
 * the start of the call. The same for every call of {@link #members}.
 *
 * @see <a href="https://docs.aws.amazon.com/transcribe/latest/dg/tca-post-call.html">Post-call analytics with real-time
 *     transcriptions</a>
 */
final class PostCallAnalytics {
    private static final String ACCOUNT = "444455556666";

    private final String sessionId;
    private final SpokenTurns spoken;
    private final long seed;
    private final SessionFigures figures;

    PostCallAnalytics(String sessionId, SpokenTurns spoken, long seed) {
        this.sessionId = sessionId;
        this.spoken = spoken;
        this.seed = seed;
        this.figures = new SessionFigures(spoken.turns());
    }

    /** @param redacted whether personal data is taken out */
    Members members(boolean redacted) {
        SeededRandom random = new SeededRandom(seed);
        return json -> {
            json.writeStringField("JobStatus", "COMPLETED");
            json.writeStringField("LanguageCode", "en-US");
            json.writeArrayFieldStart("Transcript");
            for (Turn turn : spoken.turns()) {
                json.writeStartObject();
                writeTurn(json, turn, redacted ? turn.redacted() : turn.utterance(), redacted, random);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeStringField("AccountId", ACCOUNT);
            Json.object(json, "Categories", this::writeCategories);
            json.writeStringField("Channel", "VOICE");
            writeParticipants(json);
            Json.object(json, "ConversationCharacteristics", members -> writeCharacteristics(members, random));
            json.writeStringField("SessionId", sessionId);
            Json.object(
                    json,
                    "ContentMetadata",
                    members -> members.writeStringField("Output", redacted ? "Redacted" : "Raw"));
        };
    }

    private static void writeTurn(
            JsonGenerator json, Turn turn, Utterance utterance, boolean redacted, SeededRandom random)
            throws IOException {
        int count = utterance.items().size();
        json.writeArrayFieldStart("LoudnessScores");
        for (int second = utterance.beginMillis(); second < utterance.endMillis(); second += 1_000) {
            json.writeNumber(java.math.BigDecimal.valueOf(random.between(4_500, 8_500), 2));
        }
        json.writeEndArray();
        json.writeStringField("Content", utterance.transcript(count));
        json.writeArrayFieldStart("Items");
        for (int i = 0; i < count; i++) {
            json.writeStartObject();
            writeItem(json, utterance.items().get(i));
            int index = i;
            if (redacted
                    && turn.personal().filter(found -> found.index() == index).isPresent()) {
                writeRedaction(json, turn.personal().orElseThrow().type());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeStringField("Id", utterance.id());
        writeSpan(json, utterance.beginMillis(), utterance.endMillis());
        json.writeStringField("Sentiment", turn.sentiment());
        json.writeStringField("ParticipantRole", utterance.agent() ? "AGENT" : "CUSTOMER");
        if (turn.issue()) {
            writeIssue(json, utterance);
        }
    }

    private static void writeItem(JsonGenerator json, Item item) throws IOException {
        json.writeStringField("Type", item.punctuation() ? "punctuation" : "pronunciation");
        json.writeStringField("Content", item.content());
        Json.decimal(json, "Confidence", item.confidence(), 4, true);
        json.writeBooleanField("VocabularyFilterMatch", item.filtered());
        writeSpan(json, item.beginMillis(), item.endMillis());
    }

    private static void writeRedaction(JsonGenerator json, String type) throws IOException {
        json.writeArrayFieldStart("Redaction");
        json.writeStartObject();
        json.writeStringField("Confidence", "0.9998");
        json.writeStringField("Type", type);
        json.writeStringField("Category", "PII");
        json.writeEndObject();
        json.writeEndArray();
    }

    private static void writeIssue(JsonGenerator json, Utterance utterance) throws IOException {
        json.writeArrayFieldStart("IssuesDetected");
        json.writeStartObject();
        Json.object(json, "CharacterOffsets", offsets -> {
            List<Item> items = utterance.items();
            offsets.writeNumberField(
                    "Begin", items.get(SpokenTurns.firstOfIssue(utterance)).begin());
            offsets.writeNumberField(
                    "End", items.get(SpokenTurns.lastOfIssue(utterance)).end());
        });
        json.writeEndObject();
        json.writeEndArray();
    }

    private static void writeSpan(JsonGenerator json, int beginMillis, int endMillis) throws IOException {
        json.writeNumberField("BeginOffsetMillis", beginMillis);
        json.writeNumberField("EndOffsetMillis", endMillis);
    }

    private void writeCategories(JsonGenerator json) throws IOException {
        List<String> names =
                spoken.matches().stream().map(Match::category).distinct().toList();
        json.writeArrayFieldStart("MatchedCategories");
        for (String name : names) {
            json.writeString(name);
        }
        json.writeEndArray();
        json.writeObjectFieldStart("MatchedDetails");
        for (String name : names) {
            json.writeObjectFieldStart(name);
            json.writeArrayFieldStart("PointsOfInterest");
            for (Match match : spoken.matches()) {
                if (match.category().equals(name)) {
                    json.writeStartObject();
                    writeSpan(json, match.beginMillis(), match.endMillis());
                    json.writeEndObject();
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void writeParticipants(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("Participants");
        for (String role : List.of("AGENT", "CUSTOMER")) {
            json.writeStartObject();
            json.writeStringField("ParticipantRole", role);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeCharacteristics(JsonGenerator json, SeededRandom random) throws IOException {
        Json.object(json, "NonTalkTime", figures::writeNonTalkTime);
        Json.object(json, "Interruptions", figures::writeInterruptions);
        json.writeNumberField("TotalConversationDurationMillis", figures.durationMillis());
        Json.object(json, "Sentiment", figures::writeSentiment);
        Json.object(json, "TalkSpeed", figures::writeTalkSpeed);
        Json.object(json, "TalkTime", figures::writeTalkTime);
        if (random.chance(0.4)) {
            Json.object(
                    json,
                    "ContactSummary",
                    summary -> Json.object(
                            summary,
                            "AutoGenerated",
                            generated -> Json.object(
                                    generated,
                                    "OverallSummary",
                                    overall -> overall.writeStringField(
                                            "Content",
                                            "They spoke in " + spoken.turns().size() + " turns."))));
        }
    }
}
