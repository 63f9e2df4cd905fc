package io.github.calllake.schema;

import io.github.calllake.simulate.CallSimulator;
import io.github.calllake.simulate.SimulatorSettings;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Simulated events, and what becomes of them when bytes and JSON tokens are changed, cut, doubled and exchanged. */
public final class Mutations {

    private static final List<byte[]> TOKENS = List.of(
                    "null",
                    "true",
                    "false",
                    "0",
                    "-0",
                    "-0.0",
                    "1",
                    "-1",
                    "01",
                    "1.",
                    ".5",
                    "1.50",
                    "0.00000001",
                    "1e2",
                    "1E400",
                    "2147483648",
                    "9223372036854775807",
                    "9223372036854775808",
                    "123456789012345678",
                    "0.1234567890123456",
                    "12345678901234.5678",
                    "{}",
                    "[]",
                    "[null]",
                    "[{}]",
                    "[{},null,{\"a\":1}]",
                    "{\"a\":{\"b\":[1,2.5,\"x\\n\"]}}",
                    "{\"a\":1,\"a\":2}",
                    "{\"a\":1, \"b\":2}",
                    "\"\"",
                    "\"{}\"",
                    "\"{x\"",
                    "\"[1]\"",
                    "\"12\"",
                    "\"true\"",
                    "\"\\u00e9\\ud83d\\ude00\"",
                    "\"\\ud83d\"",
                    "\"\\u0000\"",
                    "\"\\/\"",
                    "\"caf\u00e9 \ud83d\ude00\"",
                    "\"2026-03-01T11:59:58.837511\"",
                    "\"2026-03-01T11:59:58Z\"",
                    "\"2026-02-30T11:59:58Z\"",
                    "\"2026-03-01 11:59:58\"",
                    "\"1999-12-31T23:59:59.9999999Z\"",
                    "\"Transcribe\"",
                    "\"SpeakerSearchStatus\"",
                    "\"TranscribeCallAnalytics\"",
                    "\"{\\\"callId\\\":\\\"c\\\"}\"",
                    "\"{\\\"callId\\\":7,\\\"oneTimeMetadata\\\":\\\"{\\\\\\\"s3RecordingUrl\\\\\\\":\\\\\\\"u\\\\\\\"}\\\"}\"",
                    ",",
                    ":",
                    "\"",
                    "\\",
                    "{",
                    "}",
                    "[",
                    "]",
                    " ",
                    "\n",
                    "\"new\":1,",
                    "\"new\":{\"deep\":[]},",
                    "\"Type\":\"x\",",
                    "\"CategoryEvent\":null,",
                    "\"callid\":\"x\",",
                    "\"voiceconnectorId\":\"x\",",
                    "\"BeginOffset\":1,")
            .stream()
            .map(token -> token.getBytes(StandardCharsets.UTF_8))
            .toList();

    private final List<byte[]> events = new ArrayList<>();
    private final Random random;

    public Mutations(long seed) {
        random = new Random(seed);
        SimulatorSettings settings = SimulatorSettings.builder()
                .seed(seed)
                .calls(40)
                .meanCallLength(Duration.ofSeconds(40))
                .malformedChance(0.05)
                .variantChance(0.2)
                .build();
        new CallSimulator(settings).forEach(record -> events.add(record.data()));
    }

    /** Events as they come, variants and malformed records among them. */
    public List<byte[]> events() {
        return events;
    }

    /** An event that something has happened to. */
    public byte[] next() {
        byte[] event = events.get(random.nextInt(events.size()));
        int times = 1 + random.nextInt(3);
        for (int i = 0; i < times; i++) {
            event = changed(event);
        }
        return event;
    }

    private byte[] changed(byte[] event) {
        int at = random.nextInt(event.length + 1);
        return switch (random.nextInt(10)) {
            case 0 -> splice(event, at, Math.min(event.length, at + 1), new byte[] {(byte) random.nextInt(256)});
            case 1 -> splice(event, at, Math.min(event.length, at + 1 + random.nextInt(8)), new byte[0]);
            case 2 -> splice(event, at, at, token());
            case 3, 4, 5, 6 -> valueReplaced(event, at);
            case 7 -> memberInserted(event, at);
            case 8 -> memberDoubled(event, at);
            default -> splice(event, random.nextInt(10) == 0 ? at : event.length, event.length, new byte[0]);
        };
    }

    private byte[] token() {
        return TOKENS.get(random.nextInt(TOKENS.size()));
    }

    /** What stands between a colon and the next comma or bracket becomes something else. */
    private byte[] valueReplaced(byte[] event, int at) {
        int colon = next(event, at, ":");
        return splice(event, colon, next(event, colon, ",}]") - 1, token());
    }

    private byte[] memberInserted(byte[] event, int at) {
        int brace = next(event, at, "{,");
        String key = random.nextBoolean() ? "new" + random.nextInt(3) : "Type";
        String member = "\"" + key + "\":" + new String(token(), StandardCharsets.UTF_8) + ",";
        return splice(event, brace, brace, member.getBytes(StandardCharsets.UTF_8));
    }

    private byte[] memberDoubled(byte[] event, int at) {
        int comma = next(event, at, ",");
        int after = next(event, comma, ",");
        byte[] member = java.util.Arrays.copyOfRange(event, comma, after);
        int to = next(event, random.nextInt(event.length + 1), "{,");
        return splice(event, to, to, member);
    }

    /** The place after the next of the characters, or the end. */
    private static int next(byte[] event, int from, String characters) {
        for (int i = from; i < event.length; i++) {
            if (characters.indexOf(event[i]) >= 0) {
                return i + 1;
            }
        }
        return event.length;
    }

    private static byte[] splice(byte[] event, int from, int to, byte[] middle) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(event.length + middle.length);
        out.write(event, 0, from);
        out.writeBytes(middle);
        int rest = Math.max(from, Math.min(to, event.length));
        out.write(event, rest, event.length - rest);
        return out.toByteArray();
    }
}
