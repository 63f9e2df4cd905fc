package io.github.calllake.local.redshift;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Whom PostgreSQL runs as. It refuses to run as root, so root steps down: into a user namespace, where its files stay its own, or
 * (where that is forbidden, as in many containers) to the user nobody.
 *
 * @param command what to put before a command
 * @param uid owner of the files that PostgreSQL writes
 */
record Account(List<String> command, int uid) {
    private static final int ROOT = 0;
    private static final int NOBODY = 65_534;

    Account {
        command = List.copyOf(command);
    }

    /** One that can enter both directories; {@code directory} is left as that account's own. */
    static Account forUseOf(Path binaries, Path directory) throws IOException {
        if (me(directory) != ROOT) {
            return new Account(List.of(), me(directory));
        }
        List<String> stepDown =
                List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--no-new-privs");
        List<String> stepDownAnywhere = new ArrayList<>(stepDown);
        // Lets it pass parents of the directory that are closed to nobody, as temporary directories are. Without the
        // first, access(2),
        // by which PostgreSQL looks for its programs, would not know of it.
        stepDownAnywhere.add("--securebits=+no_setuid_fixup");
        stepDownAnywhere.add("--inh-caps=+dac_override");
        stepDownAnywhere.add("--ambient-caps=+dac_override");
        List<Account> accounts = List.of(
                new Account(List.of("unshare", "-U"), ROOT),
                new Account(stepDownAnywhere, NOBODY),
                new Account(stepDown, NOBODY));
        for (Account account : accounts) {
            Trees.own(directory, account.uid);
            if (account.canUse(binaries, directory)) {
                return account;
            }
        }
        throw new IllegalStateException("PostgreSQL does not run as root, and neither `unshare -U` nor"
                + " `setpriv --reuid=" + NOBODY
                + "` works here: run as an ordinary user, allow one of them, or choose a directory"
                + " that the user nobody can reach instead of " + directory);
    }

    List<String> run(List<String> arguments) {
        List<String> all = new ArrayList<>(command);
        all.addAll(arguments);
        return all;
    }

    private boolean canUse(Path binaries, Path directory) throws IOException {
        List<String> probe = List.of(
                "sh",
                "-c",
                "cd \"$1\" && cd \"$2\" && test -x \"$2\"",
                "sh",
                directory.toString(),
                binaries.toString());
        ProcessBuilder builder = new ProcessBuilder(run(probe))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        try {
            Process process = builder.start();
            if (process.waitFor(10, TimeUnit.SECONDS)) {
                return process.exitValue() == 0;
            }
            process.destroyForcibly();
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (IOException e) {
            // The program is not installed.
            return false;
        }
    }

    /** The JDK does not tell, but who makes a file owns it. */
    private static int me(Path directory) throws IOException {
        Path file = Files.createTempFile(directory, "whoami", "");
        try {
            return Trees.uid(file);
        } finally {
            Files.delete(file);
        }
    }
}
