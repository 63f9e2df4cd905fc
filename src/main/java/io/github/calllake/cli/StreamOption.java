package io.github.calllake.cli;

import picocli.CommandLine.Option;

/** {@code --stream}, for every command that needs one. */
final class StreamOption {

    @Option(
            names = "--stream",
            paramLabel = "NAME",
            required = true,
            defaultValue = "${env:CALL_LAKE_STREAM}",
            description = "The Kinesis data stream; else $CALL_LAKE_STREAM.")
    String name = "";
}
