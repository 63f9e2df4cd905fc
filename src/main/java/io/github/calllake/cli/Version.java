package io.github.calllake.cli;

import java.util.Optional;
import picocli.CommandLine;

/** The version by the jar's manifest. */
final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                .orElse("(not run from a jar)");
        return new String[] {"call-lake " + version};
    }
}
