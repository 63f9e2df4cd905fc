package io.github.calllake.operations;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Rights of a part, and a call that takes them and changes nothing.
 *
 * @param sid the statement of the part's policy that has them
 * @param actions what the call takes
 * @param call makes it; empty if it could not be made, since there is nothing yet that it could be made on
 */
record TriedRight(String sid, List<String> actions, Supplier<Optional<String>> call) {
    TriedRight {
        actions = List.copyOf(actions);
    }

    /** A call that can always be made. */
    static TriedRight of(String sid, String action, Runnable call) {
        return new TriedRight(sid, List.of(action), () -> {
            call.run();
            return Optional.of(action);
        });
    }

    /** Those that AWS names in its refusal; all of them if it names none. */
    List<String> refused(String message) {
        List<String> named =
                actions.stream().filter(action -> message.contains(action)).toList();
        return named.isEmpty() ? actions : named;
    }
}
