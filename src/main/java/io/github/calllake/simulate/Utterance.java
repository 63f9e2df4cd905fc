package io.github.calllake.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What one side says without a break: its items, each a word or a punctuation mark.
 *
 * @param id the same in partial and final results
 * @param agent whether the account's side speaks, else the side of the telephone network
 * @param items in spoken order, at least one
 */
record Utterance(String id, boolean agent, List<Item> items) {

    /**
     * @param content the word or mark
     * @param beginMillis from the start of the call
     * @param endMillis from the start of the call
     * @param confidence in ten-thousandths
     * @param punctuation whether it is a mark, which takes no time and has no confidence
     * @param filtered whether the vocabulary filter matched
     * @param begin index of its first character in the whole transcript
     * @param end index after its last character in the whole transcript
     */
    record Item(
            String content,
            int beginMillis,
            int endMillis,
            int confidence,
            boolean punctuation,
            boolean filtered,
            int begin,
            int end) {}

    /** An utterance of {@code words} words that begins at {@code beginMillis} of its call. */
    static Utterance spoken(SeededRandom random, boolean agent, int words, int beginMillis) {
        List<Item> items = new ArrayList<>(words + 2);
        int millis = beginMillis;
        int length = 0;
        for (int i = 0; i < words; i++) {
            String word = Vocabulary.instance().word(random);
            String content = i == 0 ? capitalised(word) : word;
            int endMillis = millis + 80 + 45 * content.length() + random.below(60);
            int begin = i == 0 ? 0 : length + 1;
            length = begin + content.length();
            int confidence = 10_000 - random.below(random.chance(0.15) ? 6_000 : 300);
            items.add(new Item(content, millis, endMillis, confidence, false, random.chance(0.004), begin, length));
            millis = endMillis + (random.chance(0.1) ? random.below(300) : 0);
            boolean last = i == words - 1;
            if (last || random.chance(0.08)) {
                String mark = last ? (random.chance(0.2) ? "?" : ".") : ",";
                items.add(new Item(mark, endMillis, endMillis, 0, true, false, length, length + 1));
                length++;
            }
        }
        return new Utterance(random.uuid(), agent, List.copyOf(items));
    }

    private static String capitalised(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    int beginMillis() {
        return items.get(0).beginMillis();
    }

    int endMillis() {
        return items.get(items.size() - 1).endMillis();
    }

    /** The first {@code count} items as text. */
    String transcript(int count) {
        StringBuilder text = new StringBuilder();
        for (Item item : items.subList(0, count)) {
            if (!text.isEmpty() && !item.punctuation()) {
                text.append(' ');
            }
            text.append(item.content());
        }
        return text.toString();
    }

    /** The same utterance with one word's text replaced, as redaction does; offsets into the text follow. */
    Utterance withContent(int index, String content) {
        List<Item> changed = new ArrayList<>(items);
        int grown = content.length() - items.get(index).content().length();
        for (int i = index; i < items.size(); i++) {
            Item item = items.get(i);
            changed.set(
                    i,
                    new Item(
                            i == index ? content : item.content(),
                            item.beginMillis(),
                            item.endMillis(),
                            item.confidence(),
                            item.punctuation(),
                            item.filtered(),
                            item.begin() + (i == index ? 0 : grown),
                            item.end() + grown));
        }
        return new Utterance(id, agent, List.copyOf(changed));
    }
}
