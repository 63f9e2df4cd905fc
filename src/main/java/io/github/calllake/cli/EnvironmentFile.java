package io.github.calllake.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Environment variables in a file that any POSIX shell can source, readable by its owner alone: it holds a password. */
final class EnvironmentFile {

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private EnvironmentFile() {}

    /** Puts the whole file there at once: who waits for it never reads half of it. */
    static void write(Path file, Map<String, String> environment) throws IOException {
        write(file, text(environment).getBytes(StandardCharsets.UTF_8));
    }

    /** Takes a file of an earlier stack away; gives what was in it. */
    static Optional<byte[]> take(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        byte[] content = Files.readAllBytes(file);
        Files.delete(file);
        return Optional.of(content);
    }

    /** Removes the file if it is still that of this environment, and not of a stack that was started later. */
    static void remove(Path file, Map<String, String> environment) throws IOException {
        byte[] mine = text(environment).getBytes(StandardCharsets.UTF_8);
        if (Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), mine)) {
            Files.delete(file);
        }
    }

    static void write(Path file, byte[] content) throws IOException {
        Path target = file.toAbsolutePath();
        Path unfinished = target.resolveSibling(
                "." + target.getFileName() + "." + ProcessHandle.current().pid());
        Files.deleteIfExists(unfinished);
        try {
            Files.createFile(unfinished, OWNER_ONLY);
            Files.write(unfinished, content);
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            // It holds a password: where it could not be put in place it must not stay.
            Files.deleteIfExists(unfinished);
        }
    }

    static String text(Map<String, String> environment) {
        return environment.entrySet().stream()
                .map(variable -> variable.getKey() + "=" + quoted(variable.getValue()) + "\n")
                .collect(Collectors.joining());
    }

    /** Nothing is special between single quotes but the quote itself. */
    static String quoted(String value) {
        return "'" + value.replace("'", "'\\''") + "'";
    }
}
