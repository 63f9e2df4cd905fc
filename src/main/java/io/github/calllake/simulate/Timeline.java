package io.github.calllake.simulate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** Everything that one call sends, in time order. */
final class Timeline implements Iterator<PlannedEvent> {
    private final Call call;
    private final List<Track> tracks = new ArrayList<>();
    private final List<String> sessionIds = new ArrayList<>();

    Timeline(Call call) {
        this.call = call;
        List<PlannedEvent> milestones = new ArrayList<>();
        if (call.onVoiceConnector) {
            planSignalling(milestones);
        }
        planRecordings(milestones);
        addTrack(new Conversation(call));
        if (call.voiceAnalytics != Call.VoiceAnalytics.NONE) {
            VoiceAnalyticsEvents events = new VoiceAnalyticsEvents(call);
            planVoiceAnalytics(milestones, events);
            addTrack(new ToneAnalysis(call, events, true));
            addTrack(new ToneAnalysis(call, events, false));
        }
        milestones.sort(Comparator.comparingLong(PlannedEvent::timeMicros));
        addTrack(milestones.iterator());
    }

    private void addTrack(Iterator<PlannedEvent> events) {
        if (events.hasNext()) {
            tracks.add(new Track(events));
        }
    }

    /** Events in time order, the first of which is known. */
    private static final class Track {
        final Iterator<PlannedEvent> rest;
        PlannedEvent head;

        Track(Iterator<PlannedEvent> events) {
            this.rest = events;
            this.head = events.next();
        }
    }

    private void planSignalling(List<PlannedEvent> plan) {
        CallAnalyticsEvents events = new CallAnalyticsEvents(call);
        String sessionId = call.random.uuid();
        sessionIds.add(sessionId);
        plan.add(events.start(call.start, sessionId));
        if (call.postCall) {
            plan.add(events.postCall(after(call.start, 1, 3), sessionId));
        }
        call.hold.ifPresent(hold -> {
            plan.add(events.update(hold.from(), 102, true));
            plan.add(events.update(hold.to(), 103, false));
        });
        call.pause.ifPresent(pause -> {
            plan.add(events.pauseOrResume(pause.from(), "Pause"));
            plan.add(events.pauseOrResume(pause.to(), "Resume"));
            if (call.postCall && call.inTwoSessions()) {
                long announced = after(pause.to(), 1, 3);
                sessionIds.add(call.random.uuid());
                plan.add(events.postCall(announced, sessionIds.get(1)));
            }
        });
    }

    private void planRecordings(List<PlannedEvent> plan) {
        if (!call.recorded) {
            return;
        }
        CallAnalyticsEvents events = new CallAnalyticsEvents(call);
        plan.add(events.recording(after(call.over(), 20, 90)));
        if (call.enhanced) {
            plan.add(events.enhancedRecording(after(call.over(), 100, 240)));
        }
        if (call.hold.isPresent() && call.random.chance(0.3)) {
            plan.add(events.recordingUpdate(after(call.over(), 5, 15)));
        }
    }

    private void planVoiceAnalytics(List<PlannedEvent> plan, VoiceAnalyticsEvents events) {
        if (call.onVoiceConnector) {
            plan.add(events.ready(after(call.start, 1, 2), true));
            plan.add(events.ready(after(call.start, 1, 2), false));
            plan.add(events.summary(after(call.over(), 300, 305)));
        }
        planSpeakerSearch(plan, events, after(call.start, 12, 25));
    }

    /** The first answer needs ten seconds of speech, the voiceprint ten more. */
    private void planSpeakerSearch(List<PlannedEvent> plan, VoiceAnalyticsEvents events, long answered) {
        if (answered > call.end) {
            plan.add(events.speakerFailure(after(call.end, 1, 3), "IdentificationFailure", "Not enough speech"));
            return;
        }
        int outcome = call.random.below(100);
        if (outcome < 65) {
            plan.add(events.identified(answered, outcome == 0 ? 0 : call.random.between(1, 10)));
        } else if (outcome < 90) {
            plan.add(events.speaker(answered, "IdentificationNoMatchesFound"));
        } else {
            plan.add(events.speakerFailure(answered, "IdentificationFailure", "Internal server error"));
        }
        long printed = after(answered, 10, 20);
        if (printed > call.end || call.random.chance(0.1)) {
            plan.add(events.speakerFailure(printed, "VoiceprintGenerationFailure", "Audio quality too poor"));
        } else {
            boolean unusual = call.variants.next();
            plan.add(events.speaker(
                    printed, unusual ? "VoiceprintGenerationSuccess" : "VoiceprintGenerationSuccessful"));
        }
    }

    private long after(long time, int leastSeconds, int mostSeconds) {
        return call.random.between(time + leastSeconds * Times.SECOND, time + mostSeconds * Times.SECOND);
    }

    @Override
    public boolean hasNext() {
        return !tracks.isEmpty();
    }

    @Override
    public PlannedEvent next() {
        Track earliest = earliest();
        PlannedEvent event = earliest.head;
        if (earliest.rest.hasNext()) {
            earliest.head = earliest.rest.next();
        } else {
            tracks.remove(earliest);
        }
        return event;
    }

    /** When the next event is sent; only if there is one. */
    long nextMicros() {
        return earliest().head.timeMicros();
    }

    private Track earliest() {
        if (tracks.isEmpty()) {
            throw new NoSuchElementException();
        }
        Track earliest = tracks.get(0);
        for (Track track : tracks) {
            if (track.head.timeMicros() < earliest.head.timeMicros()) {
                earliest = track;
            }
        }
        return earliest;
    }

    /** Transcribe's sessions that events of the call announce, in order; none where it is not on a Voice Connector. */
    List<String> sessionIds() {
        return List.copyOf(sessionIds);
    }

    /** The key that keeps a call's records on one shard. */
    String partitionKey() {
        return call.callId;
    }
}
