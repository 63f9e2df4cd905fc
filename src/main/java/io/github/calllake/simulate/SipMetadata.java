package io.github.calllake.simulate;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.calllake.simulate.Times.Spelling;
import java.io.IOException;
import java.util.Base64;

/**
 * What a Voice Connector copies from the call's signalling: SIP headers and, for SIPREC, the recording metadata as XML and
 * as JSON. Always the same for one call.
 */
final class SipMetadata {
    private static final String HOST = "sbc.example.net";

    private final Call call;
    private final String group;
    private final String session;
    private final String[] participants;
    private final String[] streams;

    SipMetadata(Call call) {
        this.call = call;
        SeededRandom random = new SeededRandom(call.siprecSeed);
        this.group = id(random);
        this.session = id(random);
        this.participants = new String[] {id(random), id(random)};
        this.streams = new String[] {id(random), id(random)};
    }

    private static String id(SeededRandom random) {
        byte[] bytes = new byte[16];
        random.fill(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** The headers of the INVITE as JSON text. */
    String headers(int cseq) {
        return Json.text(json -> {
            json.writeStringField("Call-ID", call.callId.substring(0, 13) + "@" + HOST);
            json.writeStringField("From", "\"Caller\" <" + address(0) + ">;tag=" + call.callId.substring(24));
            json.writeStringField("To", "<" + address(1) + ">");
            json.writeStringField("CSeq", cseq + " INVITE");
            json.writeStringField(
                    "Via", "SIP/2.0/TLS 203.0.113.7:5061;branch=z9hG4bK" + call.pipelineId.substring(0, 8));
            json.writeStringField("User-Agent", "ExampleSBC/11.3 (Zürich \\ Genève)");
            json.writeStringField("X-Queue", call.inbound ? "returns" : "sales");
        });
    }

    private String address(int participant) {
        return "sip:" + (participant == 0 ? call.fromNumber() : call.toNumber()) + "@" + HOST + ";user=phone";
    }

    /** @param complete else a partial update, in which the second side is on hold if {@code onHold} */
    String xml(boolean complete, boolean onHold) {
        StringBuilder xml = new StringBuilder(2_000);
        String time = Spelling.MILLIS_ZONED.of(call.start);
        line(xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        line(xml, "<recording xmlns='urn:ietf:params:xml:ns:recording:1'>");
        line(xml, "  <datamode>" + (complete ? "complete" : "partial") + "</datamode>");
        if (complete) {
            line(xml, "  <group group_id=\"" + group + "\"><associate-time>" + time + "</associate-time></group>");
        }
        line(xml, "  <session session_id=\"" + session + "\"><group-ref>" + group + "</group-ref></session>");
        for (int i = 0; i < 2; i++) {
            line(xml, "  <participant participant_id=\"" + participants[i] + "\">");
            line(
                    xml,
                    "    <nameID aor=\"" + address(i) + "\"><name xml:lang=\"en\">Leg &amp; " + i + "</name></nameID>");
            line(xml, "  </participant>");
            line(xml, "  <stream stream_id=\"" + streams[i] + "\" session_id=\"" + session + "\">");
            line(xml, "    <label>" + (i + 1) + "</label>");
            line(xml, "  </stream>");
            line(xml, "  <participantstreamassoc participant_id=\"" + participants[i] + "\">");
            if (!(onHold && i == 1)) {
                line(xml, "    <send>" + streams[i] + "</send>");
            }
            line(xml, "    <recv>" + streams[1 - i] + "</recv>");
            line(xml, "  </participantstreamassoc>");
        }
        return xml.append("</recording>").toString();
    }

    private static void line(StringBuilder xml, String text) {
        xml.append(text).append("\r\n");
    }

    /** The same as {@link #xml}, as JSON text. */
    String json(boolean complete, boolean onHold) {
        return Json.text(json -> Json.object(json, "recording", recording -> {
            recording.writeStringField("xmlns", "urn:ietf:params:xml:ns:recording:1");
            recording.writeStringField("datamode", complete ? "complete" : "partial");
            if (complete) {
                Json.object(recording, "group", members -> {
                    members.writeStringField("group_id", group);
                    members.writeStringField("associate-time", Spelling.MILLIS_ZONED.of(call.start));
                });
            }
            Json.object(recording, "session", members -> {
                members.writeStringField("session_id", session);
                members.writeStringField("group-ref", group);
            });
            writeParticipants(recording);
            writeStreams(recording, onHold);
        }));
    }

    private void writeParticipants(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("participant");
        for (int i = 0; i < 2; i++) {
            json.writeStartObject();
            json.writeStringField("participant_id", participants[i]);
            json.writeStringField("aor", address(i));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeStreams(JsonGenerator json, boolean onHold) throws IOException {
        json.writeArrayFieldStart("participantstreamassoc");
        for (int i = 0; i < 2; i++) {
            json.writeStartObject();
            json.writeStringField("participant_id", participants[i]);
            if (!(onHold && i == 1)) {
                json.writeStringField("send", streams[i]);
            }
            json.writeStringField("recv", streams[1 - i]);
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
