package io.github.calllake.simulate;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Words that mean nothing, used as unevenly as words are, so that transcripts compress and repeat like text. One
 * vocabulary for every seed. Immutable.
 */
final class Vocabulary {
    private static final int SIZE = 1_500;
    private static final List<String> SHORT_WORDS = List.of(
            "i", "a", "no", "so", "de", "un", "it's", "le", "ma", "don't", "ki", "to", "va", "si", "el", "ta", "we'll",
            "os", "na", "mi");
    private static final List<String> ONSETS = List.of(
            "b", "br", "c", "ch", "d", "dr", "f", "fl", "g", "h", "j", "k", "l", "m", "n", "p", "pl", "r", "s", "sh",
            "st", "t", "tr", "v", "w");
    private static final List<String> VOWELS =
            List.of("a", "e", "i", "o", "u", "ai", "ea", "ou", "a", "e", "o", "é", "ü");
    private static final List<String> CODAS = List.of("", "", "", "n", "r", "s", "t", "l", "ng", "rd", "st", "ñ");

    private static final Vocabulary INSTANCE = new Vocabulary();

    private final List<String> words;

    private Vocabulary() {
        SeededRandom random = new SeededRandom(42);
        Set<String> all = new LinkedHashSet<>(SHORT_WORDS);
        while (all.size() < SIZE) {
            StringBuilder word = new StringBuilder();
            for (int syllables = random.between(1, 3); syllables > 0; syllables--) {
                word.append(random.oneOf(ONSETS)).append(random.oneOf(VOWELS)).append(random.oneOf(CODAS));
            }
            all.add(word.toString());
        }
        words = new ArrayList<>(all);
    }

    static Vocabulary instance() {
        return INSTANCE;
    }

    /** A word; the first ones of the vocabulary come far more often than the last ones. */
    String word(SeededRandom random) {
        double place = random.nextDouble();
        return words.get((int) (place * place * place * words.size()));
    }
}
