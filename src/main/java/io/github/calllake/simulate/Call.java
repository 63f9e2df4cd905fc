package io.github.calllake.simulate;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * One call: who speaks with whom, when, and what is switched on for it. Times are in microseconds since 1970. Small, since
 * all concurrent calls are held; long texts are made when they are written.
 */
final class Call {
    private static final int CONNECTORS = 5;
    /** After a longer pause Transcribe begins another session, with files of its own. */
    private static final long SAME_SESSION_PAUSE = 35 * Times.SECOND;

    private static final List<String> AREAS = List.of("206", "425", "312", "646", "415", "503", "713", "919");

    /** A stretch of time. */
    record Span(long from, long to) {}

    /** How voice analytics was started; its events name the call differently. */
    enum VoiceAnalytics {
        NONE,
        VOICE_API,
        MEDIA_PIPELINE
    }

    final SeededRandom random;
    final Variants variants;

    final String callId;
    final String transactionId;
    final String pipelineId;
    final String voiceConnectorId;
    final String customerNumber;
    final String businessNumber;
    final boolean inbound;
    final String direction;
    /** Else the caller of the API started call analytics, and events know only the metadata given there. */
    final boolean onVoiceConnector;

    final boolean siprec;
    final long siprecSeed;

    final long start;
    final long end;
    final Optional<Span> hold;
    final Optional<Span> pause;

    /** Else by Amazon Transcribe. */
    final boolean byCallAnalytics;

    final boolean postCall;
    final boolean redacted;
    final boolean recorded;
    final boolean enhanced;
    final VoiceAnalytics voiceAnalytics;

    final String postCallLocation;
    /** What was said, for whoever writes it up after the call; else nothing is kept. */
    final Optional<SpokenTurns> spoken;

    private final String usualMetadata;

    Call(SimulatorSettings settings, long number, long start) {
        this(settings, number, start, Optional.empty());
    }

    /** @param spoken takes what is said as it is written */
    Call(SimulatorSettings settings, long number, long start, Optional<SpokenTurns> spoken) {
        this.spoken = spoken;
        this.postCallLocation = settings.postCallLocation();
        this.random = SeededRandom.ofPart(settings.seed(), number);
        this.variants = new Variants(random, settings.variantChance());
        this.callId = random.uuid();
        this.transactionId = random.uuid();
        this.pipelineId = random.uuid();
        SeededRandom connector = SeededRandom.ofPart(settings.seed(), -1L - random.below(CONNECTORS));
        this.voiceConnectorId = connector.lettersAndDigits(20);
        this.businessNumber = number(connector);
        this.customerNumber = number(random);
        this.inbound = random.chance(0.7);
        this.direction =
                variants.next() ? (inbound ? "TERMINATION" : "ORIGINATION") : (inbound ? "Inbound" : "Outbound");
        this.onVoiceConnector = !variants.next();
        this.siprec = onVoiceConnector && random.chance(0.6);
        this.siprecSeed = random.nextLong();

        this.start = start;
        this.end = start + length(settings.meanCallLength().toMillis() * Times.MILLI);
        this.hold = siprec && random.chance(0.4) ? Optional.of(spanWithin(5, 60)) : Optional.empty();
        this.pause = random.chance(0.08) ? Optional.of(spanWithin(10, 60)) : Optional.empty();

        this.byCallAnalytics = !random.chance(settings.transcribeShare());
        this.postCall = byCallAnalytics && random.chance(0.7);
        this.redacted = postCall && random.chance(0.3);
        this.recorded = random.chance(0.9);
        this.enhanced = recorded && random.chance(0.4) && end - start <= 1_800 * Times.SECOND;
        this.voiceAnalytics = !random.chance(settings.voiceAnalyticsShare())
                ? VoiceAnalytics.NONE
                : onVoiceConnector && random.chance(0.5) ? VoiceAnalytics.VOICE_API : VoiceAnalytics.MEDIA_PIPELINE;
        this.usualMetadata = Json.text(this::writeMetadata);
    }

    /** A number of the range that is kept free for fiction. */
    private static String number(SeededRandom random) {
        return "+1" + random.oneOf(AREAS) + "55501" + random.digits(2);
    }

    /** A tenth of the mean for certain, the rest exponential, so that some calls are far longer than most. */
    private long length(long mean) {
        return Math.min(mean / 10 + random.exponential(mean * 0.9), mean * 10);
    }

    private Span spanWithin(int leastSeconds, int mostSeconds) {
        long from = start + (long) ((end - start) * (0.2 + 0.5 * random.nextDouble()));
        return new Span(from, from + random.between(leastSeconds, mostSeconds) * Times.SECOND);
    }

    String fromNumber() {
        return inbound ? customerNumber : businessNumber;
    }

    String toNumber() {
        return inbound ? businessNumber : customerNumber;
    }

    /** Whether the call is heard as two sessions of Transcribe's, before and after a long pause. */
    boolean inTwoSessions() {
        return pause.filter(span -> span.to() - span.from() > SAME_SESSION_PAUSE)
                .isPresent();
    }

    /** When the call is over, counting a pause that outlasts it. */
    long over() {
        return pause.map(span -> Math.max(end, span.to())).orElse(end);
    }

    /** {@code metadata} of an event that says nothing once-only. Nearly always the same, so it is kept. */
    String metadata() {
        return variants.next() ? Json.text(json -> writeMetadata(json, "voiceconnectorId")) : usualMetadata;
    }

    /** The elements of {@code metadata} that every call analytics event of the call carries. */
    void writeMetadata(JsonGenerator json) throws IOException {
        writeMetadata(json, "voiceConnectorId");
    }

    private void writeMetadata(JsonGenerator json, String connectorKey) throws IOException {
        if (onVoiceConnector) {
            json.writeStringField(connectorKey, voiceConnectorId);
            json.writeStringField("callId", callId);
        }
        json.writeStringField("transactionId", transactionId);
        json.writeStringField("fromNumber", fromNumber());
        json.writeStringField("toNumber", toNumber());
        json.writeStringField("direction", direction);
        if (!onVoiceConnector) {
            json.writeStringField("queue", "returns \"north\"");
            json.writeStringField("agentId", "agent-" + pipelineId.substring(0, 4));
        }
    }
}
