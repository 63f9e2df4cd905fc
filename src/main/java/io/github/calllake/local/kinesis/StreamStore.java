package io.github.calllake.local.kinesis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The streams of a directory. Safe for concurrent use. */
final class StreamStore implements AutoCloseable {
    private static final String STREAM_PREFIX = "stream-";
    private static final String DELETED_PREFIX = "deleted-";
    private static final Pattern CAPITAL = Pattern.compile("([A-Z])");

    private final Path directory;
    private final Clock clock;
    private final NavigableMap<String, DataStream> streams = new ConcurrentSkipListMap<>();

    private StreamStore(Path directory, Clock clock) {
        this.directory = directory;
        this.clock = clock;
    }

    static StreamStore open(Path directory, Clock clock) throws IOException {
        Files.createDirectories(directory);
        StreamStore store = new StreamStore(directory, clock);
        try (Stream<Path> children = Files.list(directory)) {
            for (Path child : children.toList()) {
                store.recover(child);
            }
            return store;
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private void recover(Path child) throws IOException {
        String name = child.getFileName().toString();
        if (name.startsWith(STREAM_PREFIX) && DataStream.isStream(child)) {
            DataStream stream = DataStream.open(child, clock);
            streams.put(stream.facts().name(), stream);
        } else if (name.startsWith(STREAM_PREFIX) || name.startsWith(DELETED_PREFIX)) {
            // A creation that was never answered, or a deletion that was.
            Trees.delete(child);
        }
    }

    synchronized void create(StreamFacts facts, int shards) throws IOException {
        String name = facts.name();
        if (streams.containsKey(name)) {
            throw KinesisException.inUse("Stream " + name + " under account " + Arns.ACCOUNT + " already exists.");
        }
        Path home = directory.resolve(STREAM_PREFIX + fileName(name));
        streams.put(name, DataStream.create(home, facts, shards, clock));
    }

    /** Capitals are marked, so that names that differ in case only stay apart on every file system. */
    private static String fileName(String streamName) {
        return CAPITAL.matcher(streamName).replaceAll("+$1");
    }

    synchronized void delete(String name) throws IOException {
        DataStream stream = stream(name);
        Path grave = directory.resolve(DELETED_PREFIX + UUID.randomUUID());
        Files.move(stream.directory(), grave);
        streams.remove(name);
        stream.markDeleted();
        Trees.delete(grave);
    }

    DataStream stream(String name) {
        return find(name).orElseThrow(() -> Arns.streamNotFound(name));
    }

    Optional<DataStream> find(String name) {
        return Optional.ofNullable(streams.get(name));
    }

    /** The open shards of all streams. */
    int openShards() {
        return streams.values().stream()
                .mapToInt(stream -> stream.facts().openShards().size())
                .sum();
    }

    /** All streams, by name. */
    List<DataStream> all() {
        return List.copyOf(streams.values());
    }

    /** Streams whose names come after the given one, by name. */
    List<DataStream> after(String name) {
        return List.copyOf(streams.tailMap(name, false).values());
    }

    @Override
    public void close() {
        streams.values().forEach(DataStream::close);
    }
}
