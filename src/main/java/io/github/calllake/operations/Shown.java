package io.github.calllake.operations;

import java.util.ArrayList;
import java.util.List;

/** Names for a finding to show: so many as one can take in. */
final class Shown {

    private static final int MOST = 5;

    private Shown() {}

    static String of(List<String> names, String separator) {
        List<String> shown = new ArrayList<>(names.subList(0, Math.min(MOST, names.size())));
        if (names.size() > MOST) {
            shown.add((names.size() - MOST) + " more");
        }
        return String.join(separator, shown);
    }
}
