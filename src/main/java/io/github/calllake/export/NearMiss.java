package io.github.calllake.export;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The known word that a misspelt one, of a file or a command line, was most likely meant to be. */
public final class NearMiss {

    private static final int NEAR = 3;

    private NearMiss() {}

    /** The nearest word, if one is at most three letters away and not wholly another. */
    public static Optional<String> of(String unknown, Collection<String> known) {
        return known.stream()
                .filter(word -> distance(unknown, word) <= Math.min(NEAR, word.length() - 1))
                .min(Comparator.<String>comparingInt(word -> distance(unknown, word))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** How many letters must be added, dropped or changed to come from one to the other. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int change = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}
