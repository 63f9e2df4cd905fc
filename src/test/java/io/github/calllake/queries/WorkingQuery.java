package io.github.calllake.queries;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A query of {@code docs/queries}.
 *
 * @param name the file's, without its extension
 * @param sql its text
 */
public record WorkingQuery(String name, String sql) {

    private static final Path DIRECTORY = Path.of("docs", "queries");

    /** All of them, by name. */
    public static List<WorkingQuery> all() {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".sql"))
                    .sorted()
                    .map(file -> of(file.substring(0, file.length() - ".sql".length())))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one of a name. */
    public static WorkingQuery of(String name) {
        try {
            return new WorkingQuery(name, Files.readString(DIRECTORY.resolve(name + ".sql")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Values for its question marks, such that all of the calls are asked for. */
    public List<String> parameters(String callId, QueriedCalls calls) {
        String first = calls.firstDay();
        String last = calls.lastDay();
        return switch (name) {
            case "call_transcript" -> List.of("'" + callId + "'", first, last, "'" + callId + "'", first, last);
            case "best_speaker_match" -> List.of(first, last, "0.8");
            case "calls_without_recording", "voice_analytics_status_with_calls" -> List.of(first, last, first, last);
            case "post_call_transcripts", "talk_time", "interruptions" -> List.of();
            default -> List.of(first, last);
        };
    }
}
