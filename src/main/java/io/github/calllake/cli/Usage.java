package io.github.calllake.cli;

import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Turns what settings refuse into wrong usage of the command they were given to. */
final class Usage {

    private Usage() {}

    /** The settings made from an option's value; an empty value and a refused one are wrong usage. */
    static <T> T checked(@Nullable CommandSpec command, String option, String value, Function<String, T> settings) {
        if (value.isEmpty()) {
            throw wrong(command, "Missing required option: '" + option + "'");
        }
        return checked(command, () -> settings.apply(value));
    }

    /** Settings made from several options; refused ones are wrong usage. */
    static <T> T checked(@Nullable CommandSpec command, Supplier<T> settings) {
        try {
            return settings.get();
        } catch (IllegalArgumentException e) {
            throw wrong(command, String.valueOf(e.getMessage()));
        }
    }

    static void requireNotEmpty(CommandSpec command, String option, @Nullable Path path) {
        if (path != null && path.toString().isEmpty()) {
            throw wrong(command, option + " is empty");
        }
    }

    /** A file that a command was given, with all that is wrong in it: a line each. */
    static final class WrongFile extends ParameterException {
        private static final long serialVersionUID = 1L;

        WrongFile(@Nullable CommandSpec command, Exception faults) {
            super(Objects.requireNonNull(command).commandLine(), String.valueOf(faults.getMessage()), faults);
        }
    }

    static ParameterException wrong(@Nullable CommandSpec command, String message) {
        return new ParameterException(Objects.requireNonNull(command).commandLine(), message);
    }
}
