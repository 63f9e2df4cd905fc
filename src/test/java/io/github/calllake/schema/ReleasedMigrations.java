package io.github.calllake.schema;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The versioned migrations of releases and their SHA-256 sums. Somebody's workgroup has run them, so they never change:
 * Flyway would refuse to go on there. Callbacks and repeatable migrations are run anew and may.
 *
 * @param sums by path below the directory
 */
record ReleasedMigrations(Map<String, String> sums) {

    /** Lines as {@code sha256sum} writes them; {@code #} begins a comment. */
    static ReleasedMigrations parse(List<String> lines) {
        Map<String, String> sums = new TreeMap<>();
        for (String line : lines) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] parts = line.split("  ", 2);
                sums.put(parts[1], parts[0]);
            }
        }
        return new ReleasedMigrations(sums);
    }

    static ReleasedMigrations of(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            Map<String, String> sums = new TreeMap<>();
            for (Path file : files.filter(each -> each.getFileName().toString().matches("V.*[.]sql([.]conf)?"))
                    .toList()) {
                sums.put(directory.relativize(file).toString().replace('\\', '/'), sum(file));
            }
            return new ReleasedMigrations(sums);
        }
    }

    /** What keeps the files there from being a later version of these. */
    List<String> brokenBy(ReleasedMigrations there) {
        List<String> broken = new ArrayList<>();
        sums.forEach((file, sum) -> {
            if (!there.sums.containsKey(file)) {
                broken.add(file + " was released and is gone");
            } else if (!there.sums.get(file).equals(sum)) {
                broken.add(file + " was released and has changed: put the change into a new migration");
            }
        });
        return broken;
    }

    /** What these lack. */
    List<String> missing(ReleasedMigrations there) {
        TreeSet<String> missing = new TreeSet<>(there.sums.keySet());
        missing.removeAll(sums.keySet());
        return List.copyOf(missing);
    }

    /** As lines, those of a comment first. */
    String text(String comment) {
        return sums.entrySet().stream()
                .map(file -> file.getValue() + "  " + file.getKey() + "\n")
                .collect(Collectors.joining("", comment, ""));
    }

    private static String sum(Path file) throws IOException {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            return HexFormat.of().formatHex(sum);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
