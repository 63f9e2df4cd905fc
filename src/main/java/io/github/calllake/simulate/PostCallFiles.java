package io.github.calllake.simulate;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The post-call files of one call: audio and analytics of each session, with and without personal data. */
final class PostCallFiles {
    private static final int SAMPLES_A_SECOND = 8_000;
    private static final int HEADER = 44;
    /** What the files say beyond the events has a source of chance of its own. */
    private static final long PART = 1L << 40;

    private PostCallFiles() {}

    /** None if the call is without post-call analytics. Simulates the call. */
    static List<PostCallFile> of(SimulatorSettings settings, long number, long start) {
        SpokenTurns spoken = new SpokenTurns();
        Call call = new Call(settings, number, start, Optional.of(spoken));
        if (!call.postCall) {
            return List.of();
        }
        Timeline timeline = new Timeline(call);
        while (timeline.hasNext()) {
            // Chance decides in the order in which events are written.
            Json.bytes(timeline.next().members());
        }
        SeededRandom random = SeededRandom.ofPart(settings.seed(), PART + number);
        List<String> sessionIds = timeline.sessionIds().isEmpty() ? List.of(random.uuid()) : timeline.sessionIds();
        List<PostCallFile> files = new ArrayList<>();
        for (int i = 0; i < sessionIds.size(); i++) {
            addSession(call, random, sessionIds.get(i), part(call, spoken, i, sessionIds.size()), files);
        }
        return files;
    }

    /** What was said in one of the call's sessions. */
    private static SpokenTurns part(Call call, SpokenTurns spoken, int session, int sessions) {
        if (sessions == 1) {
            return spoken;
        }
        Call.Span pause = call.pause.orElseThrow();
        long resumed = (pause.to() - call.start) / Times.MILLI;
        return session == 0 ? spoken.between(0, resumed) : spoken.between(resumed, Long.MAX_VALUE);
    }

    private static void addSession(
            Call call, SeededRandom random, String sessionId, SpokenTurns spoken, List<PostCallFile> files) {
        PostCallAnalytics analytics = new PostCallAnalytics(sessionId, spoken, random.nextLong());
        for (boolean redacted : call.redacted ? List.of(false, true) : List.of(false)) {
            files.add(PostCallFile.of(
                    call.postCallLocation, sessionId, redacted, ".json", Json.bytes(analytics.members(redacted))));
            files.add(PostCallFile.of(call.postCallLocation, sessionId, redacted, ".wav", silence()));
        }
    }

    /** A second of two channels. */
    private static byte[] silence() {
        int length = SAMPLES_A_SECOND * 4;
        return ByteBuffer.allocate(HEADER + length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(HEADER - 8 + length)
                .put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII))
                .putInt(16)
                .putShort((short) 1)
                .putShort((short) 2)
                .putInt(SAMPLES_A_SECOND)
                .putInt(SAMPLES_A_SECOND * 4)
                .putShort((short) 4)
                .putShort((short) 16)
                .put("data".getBytes(StandardCharsets.US_ASCII))
                .putInt(length)
                .array();
    }
}
