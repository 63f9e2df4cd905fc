package io.github.calllake.local.redshift;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Lines spread over the files that an UNLOAD makes: a folder a partition, in it a file a slice and, past the largest size, several. Keeps them in a directory
 * of its own until they are taken. Not thread-safe.
 */
final class UnloadFiles implements AutoCloseable {
    /** As many as write in parallel: enough to show that rows have no order across files. */
    private static final int SLICES = 2;

    private static final int MOST_OPEN = 64;

    private final UnloadStatement statement;
    private final Path directory;
    private final String header;
    private final Map<String, Slices> folders = new TreeMap<>();
    private final Map<Part, BufferedWriter> open = new LinkedHashMap<>();
    private int files;
    private long longestLine;

    /** @param header a line for the top of each file; empty if there is none */
    UnloadFiles(UnloadStatement statement, Path directory, String header) {
        this.statement = statement;
        this.directory = directory;
        this.header = header;
    }

    /** One file to be. */
    static final class Part {
        private final Path path;
        private final String key;
        private long rows;
        private long bytes;

        private Part(Path path, String key) {
            this.path = path;
            this.key = key;
        }

        /** Its lines, in UTF-8. */
        Path path() {
            return path;
        }

        /** What its object's key has after the prefix. */
        String key() {
            return key;
        }

        /** Lines, the header among them. */
        long rows() {
            return rows;
        }
    }

    /** The files of one folder. */
    private static final class Slices {
        private final List<List<Part>> parts = new ArrayList<>();
        private long rows;
    }

    /** @param folder of the partition, with a slash at its end; empty without partitions */
    void add(String folder, String line) throws IOException {
        Slices slices = slices(folder);
        List<Part> parts = slices.parts.get((int) (slices.rows % slices.parts.size()));
        slices.rows++;
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        longestLine = Math.max(longestLine, bytes.length);
        Part part = parts.get(parts.size() - 1);
        boolean full = statement.maxFileBytes().isPresent()
                && part.bytes > 0
                && part.bytes + bytes.length > statement.maxFileBytes().getAsLong();
        if (full) {
            part = part(folder, slices.parts.indexOf(parts), parts.size());
            parts.add(part);
        }
        write(part, line, bytes.length);
    }

    /** All files, their lines written out; those without a line only for text. */
    List<Part> finish() throws IOException {
        if (folders.isEmpty() && statement.partitionBy().isEmpty() && isText()) {
            slices("");
        }
        for (BufferedWriter writer : open.values()) {
            writer.close();
        }
        open.clear();
        List<Part> all = new ArrayList<>();
        for (Slices slices : folders.values()) {
            slices.parts.forEach(all::addAll);
        }
        return all.stream().filter(part -> part.rows > 0 || isText()).toList();
    }

    /** In bytes. */
    long longestLine() {
        return longestLine;
    }

    private boolean isText() {
        return statement.format() == UnloadStatement.Format.TEXT || statement.format() == UnloadStatement.Format.CSV;
    }

    private Slices slices(String folder) throws IOException {
        Slices known = folders.get(folder);
        if (known != null) {
            return known;
        }
        Slices slices = new Slices();
        int count = statement.parallel() ? SLICES : 1;
        for (int slice = 0; slice < count; slice++) {
            slices.parts.add(new ArrayList<>(List.of(part(folder, slice, 0))));
        }
        folders.put(folder, slices);
        return slices;
    }

    private Part part(String folder, int slice, int number) throws IOException {
        String name = statement.parallel()
                ? String.format(Locale.ROOT, "%04d_part_%02d", slice, number)
                : String.format(Locale.ROOT, "%03d", number);
        Path path = Files.createFile(directory.resolve("rows-" + files++));
        Part part = new Part(path, folder + name + statement.suffix());
        if (!header.isEmpty()) {
            write(part, header, header.getBytes(StandardCharsets.UTF_8).length);
        }
        return part;
    }

    private void write(Part part, String line, int bytes) throws IOException {
        writer(part).write(line);
        part.rows++;
        part.bytes += bytes;
    }

    private BufferedWriter writer(Part part) throws IOException {
        BufferedWriter known = open.get(part);
        if (known != null) {
            return known;
        }
        if (open.size() >= MOST_OPEN) {
            Part eldest = open.keySet().iterator().next();
            Optional.ofNullable(open.remove(eldest)).orElseThrow().close();
        }
        BufferedWriter writer = Files.newBufferedWriter(part.path, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
        open.put(part, writer);
        return writer;
    }

    /** Removes the directory. */
    @Override
    public void close() throws IOException {
        for (BufferedWriter writer : open.values()) {
            writer.close();
        }
        List<Path> all;
        try (Stream<Path> inside = Files.walk(directory)) {
            all = inside.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.delete(each);
        }
    }
}
