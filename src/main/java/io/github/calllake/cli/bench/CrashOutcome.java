package io.github.calllake.cli.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;

/** What came of killing processes. */
interface CrashOutcome {

    /** Whether what Call Lake promises has been kept. */
    boolean holds();

    List<String> lines();

    ObjectNode json();

    /**
     * Tells it, and puts away what nobody needs to look at.
     *
     * @param directory with stack and logs
     * @return the exit code
     */
    default int tell(CommandLine command, boolean asJson, Path directory) throws IOException {
        PrintWriter out = command.getOut();
        if (asJson) {
            out.println(json());
        } else {
            lines().forEach(out::println);
        }
        out.flush();
        if (!holds()) {
            command.getErr()
                    .println(command.getCommandSpec().qualifiedName()
                            + ": the promise does not hold; stack and logs are in " + directory);
            return ExitCode.SOFTWARE;
        }
        BenchStack.delete(directory);
        return ExitCode.OK;
    }
}
