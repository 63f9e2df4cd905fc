package io.github.calllake.cli.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Looks every few milliseconds at what a thread does, and counts by stage. */
final class StageSampler implements AutoCloseable {

    private static final long MILLIS = 3;

    /** By the innermost frame that one of them is part of. */
    private static final Map<String, String> STAGES = new LinkedHashMap<>();

    static {
        STAGES.put("lake.PageCompression", "compress");
        STAGES.put("lake.LakeStore", "put");
        STAGES.put("lake.CommitLog", "put");
        STAGES.put("archive.Spool", "spool");
        STAGES.put("archive.RowIndex", "index and sort");
        STAGES.put("lake.", "columns and pages");
        STAGES.put("schema.", "decode");
        STAGES.put("event.", "decode");
        STAGES.put("archive.", "other");
        STAGES.put("cli.", "read");
    }

    private final Thread watched;
    private final Thread sampler;
    private final Map<String, Integer> counts = new LinkedHashMap<>();
    private volatile boolean stopped;

    StageSampler(Thread watched) {
        this.watched = watched;
        this.sampler = new Thread(this::sample, "sampler");
        sampler.setDaemon(true);
        sampler.start();
    }

    private void sample() {
        while (!stopped) {
            String stage = stageOf(watched.getStackTrace());
            synchronized (counts) {
                counts.merge(stage, 1, Integer::sum);
            }
            try {
                Thread.sleep(MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static String stageOf(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            String name = frame.getClassName().replaceFirst("^io\\.github\\.calllake\\.", "");
            if (!name.equals(frame.getClassName()) && !name.startsWith("schema.ByteSink")) {
                for (Map.Entry<String, String> stage : STAGES.entrySet()) {
                    if (name.startsWith(stage.getKey())) {
                        return stage.getValue();
                    }
                }
            }
        }
        return "other";
    }

    /** The stages, the largest first, each with its share. */
    String shares() {
        synchronized (counts) {
            double all = counts.values().stream().mapToInt(Integer::intValue).sum();
            return counts.entrySet().stream()
                    .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                    .map(stage ->
                            String.format(Locale.ROOT, "%s %.0f %%", stage.getKey(), 100 * stage.getValue() / all))
                    .collect(Collectors.joining(", "));
        }
    }

    @Override
    public void close() {
        stopped = true;
        sampler.interrupt();
    }
}
