package io.github.calllake.local.athena;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A directory of JSON objects by name, one file each. A file is written aside and renamed, so that a process that is
 * killed leaves the old one or the new one. Thread-safe as long as two threads do not write one name.
 */
final class JsonFiles {
    private static final String SUFFIX = ".json";

    private final Path directory;

    JsonFiles(Path directory) {
        this.directory = directory;
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create " + directory, e);
        }
    }

    Map<String, ObjectNode> readAll() {
        Map<String, ObjectNode> all = new TreeMap<>();
        try (Stream<Path> listed = Files.list(directory)) {
            List<Path> files =
                    listed.filter(file -> file.toString().endsWith(SUFFIX)).toList();
            for (Path file : files) {
                if (JsonApi.JSON.readTree(file.toFile()) instanceof ObjectNode object) {
                    all.put(name(file), object);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + directory, e);
        }
        return all;
    }

    void write(String name, ObjectNode value) {
        Path file = file(name);
        Path aside = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.write(aside, JsonApi.JSON.writeValueAsBytes(value));
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }

    void delete(String name) {
        try {
            Files.deleteIfExists(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + file(name), e);
        }
    }

    private Path file(String name) {
        return directory.resolve(encoded(name) + SUFFIX);
    }

    /** The name as one safe path element. */
    static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace(".", "%2E")
                .replace("*", "%2A");
    }

    private static String name(Path file) {
        String name = file.getFileName().toString();
        return URLDecoder.decode(name.substring(0, name.length() - SUFFIX.length()), StandardCharsets.UTF_8);
    }
}
