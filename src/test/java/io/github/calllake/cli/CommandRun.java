package io.github.calllake.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Properties;

/**
 * A command run in this process.
 *
 * @param exitCode its exit code
 * @param out what it printed
 * @param err what it told on standard error
 */
record CommandRun(int exitCode, String out, String err) {

    static CommandRun of(String... arguments) {
        return of(Map.of(), arguments);
    }

    /** Runs a command. The system properties that it points the AWS clients with are put back. */
    static CommandRun of(Map<String, String> properties, String... arguments) {
        Properties before = (Properties) System.getProperties().clone();
        properties.forEach(System::setProperty);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        try {
            int exitCode = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
            return new CommandRun(exitCode, out.toString(), err.toString());
        } finally {
            System.setProperties(before);
        }
    }
}
