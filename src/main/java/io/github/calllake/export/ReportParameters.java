package io.github.calllake.export;

import io.github.calllake.query.CallFilter;
import io.github.calllake.query.CallFilter.Match;
import io.github.calllake.query.TimeRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** The parameters that a job gives a report, and what was wrong with them. For one thread. */
final class ReportParameters {

    private final Map<String, String> given;
    private final Set<String> known = new TreeSet<>();
    private final List<String> faults = new ArrayList<>();

    ReportParameters(Map<String, String> given) {
        this.given = new TreeMap<>(given);
    }

    Optional<String> text(String name) {
        known.add(name);
        return Optional.ofNullable(given.get(name));
    }

    String require(String name) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            faults.add("parameter " + name + " is missing");
        }
        return text.orElse("");
    }

    Duration duration(String name, Duration otherwise) {
        return read(name, otherwise, TimeSpans::parse);
    }

    double number(String name, double otherwise) {
        return read(name, otherwise, Double::parseDouble);
    }

    List<String> names(String name) {
        return text(name).map(text -> List.of(text.split("\\s*,\\s*"))).orElse(List.of());
    }

    private <T> T read(String name, T otherwise, Function<String, T> reader) {
        try {
            return text(name).map(reader).orElse(otherwise);
        } catch (IllegalArgumentException e) {
            faults.add("parameter " + name + ": " + e.getMessage());
            return otherwise;
        }
    }

    void fault(String fault) {
        faults.add(fault);
    }

    /** Which calls: {@code call-id}, {@code direction} and so on, each matched exactly. */
    Function<TimeRange, CallFilter> calls() {
        Map<Match, String> matches = new EnumMap<>(Match.class);
        for (Match match : Match.values()) {
            text(match.name().toLowerCase(Locale.ROOT).replace('_', '-')).ifPresent(text -> matches.put(match, text));
        }
        return range -> {
            CallFilter all = CallFilter.in(range);
            return new CallFilter(range, matches, all.limit(), all.after(), all.eachDelivery());
        };
    }

    /** What is wrong, unknown names included. To be asked when all parameters have been. */
    List<String> faults() {
        List<String> all = new ArrayList<>(faults);
        given.keySet().stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> all.add("there is no parameter " + name
                        + (known.isEmpty() ? "; it takes none" : "; there are " + String.join(", ", known))));
        return all;
    }
}
