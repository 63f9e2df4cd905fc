package io.github.calllake.simulate;

import io.github.calllake.simulate.Call.Span;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The transcription events of one call, one turn planned at a time. While a call is paused nothing is heard. */
final class Conversation implements Iterator<PlannedEvent> {
    private final Call call;
    private final Transcription transcription;
    private final Deque<PlannedEvent> planned = new ArrayDeque<>();

    private long quietFrom;
    private boolean agent = true;
    private boolean over;

    Conversation(Call call) {
        this.call = call;
        this.transcription = Transcription.of(call);
        this.quietFrom = call.start + 2 * Times.SECOND;
    }

    @Override
    public boolean hasNext() {
        if (planned.isEmpty() && !over) {
            planTurn();
        }
        return !planned.isEmpty();
    }

    @Override
    public PlannedEvent next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return planned.remove();
    }

    private void planTurn() {
        long begin = quietFrom + call.random.between(500, 1_800) * Times.MILLI;
        int words = 2 + (int) Math.min(call.random.exponential(5), 22);
        if (call.random.chance(0.7)) {
            agent = !agent;
        }
        Utterance utterance = Utterance.spoken(call.random, agent, words, offsetMillis(begin));
        long end = timeOf(utterance.endMillis());
        if (call.pause.filter(pause -> begin < pause.to() && end > pause.from()).isPresent()) {
            quietFrom = call.pause.map(Span::to).orElseThrow();
            planTurn();
            return;
        }
        if (end > call.end) {
            over = true;
            return;
        }
        plan(utterance);
        quietFrom = end;
    }

    /** Results come half a second after the words, and all of a turn's before the next turn's first word. */
    private void plan(Utterance utterance) {
        long delay = 400 * Times.MILLI + call.random.below(900);
        int count = utterance.items().size();
        int partials = Math.min(1 + count / 4, 5);
        for (int i = 1; i <= partials; i++) {
            int heard = Math.max(1, count * i / (partials + 1));
            long time = timeOf(utterance.items().get(heard - 1).endMillis()) + delay + i;
            planned.add(transcription.partial(time, utterance, heard));
        }
        long time = timeOf(utterance.endMillis()) + delay + partials + 1;
        planned.addAll(transcription.complete(time, utterance));
    }

    private int offsetMillis(long time) {
        return (int) ((time - call.start) / Times.MILLI);
    }

    private long timeOf(int offsetMillis) {
        return call.start + offsetMillis * Times.MILLI;
    }
}
