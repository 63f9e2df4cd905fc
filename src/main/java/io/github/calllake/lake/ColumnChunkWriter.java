package io.github.calllake.lake;

import io.github.calllake.lake.FileSchema.Leaf;
import io.github.calllake.schema.ByteSink;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/**
 * One physical column of the row group at hand: takes values with their levels, and writes them as one page, after a page
 * with its dictionary where that is shorter.
 *
 * <p>For one thread; used again for the next row group.
 */
final class ColumnChunkWriter {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** After so many texts a dictionary shows whether it is one. */
    private static final int TRIED = 2_000;

    /** Fewer texts are shorter without a dictionary: measured on files of a quarter of an hour, 2 % of all bytes. */
    private static final int WORTH_A_DICTIONARY = 64;

    private final Leaf leaf;
    private byte[] definitions = new byte[64];
    private byte[] repetitions = new byte[64];
    private int levels;
    private int nulls;
    /** Values in Parquet's PLAIN encoding, booleans one a byte; unless they are in the dictionary. */
    private final ByteSink plain = new ByteSink(256);

    private final TextDictionary dictionary = new TextDictionary();
    private int[] numbers = new int[64];
    private int numbered;
    /** Whether texts go to the dictionary. A column that has had too many of them does not try it in a later row group. */
    private boolean inDictionary;

    private boolean hopeless;

    ColumnChunkWriter(Leaf leaf) {
        this.leaf = leaf;
        this.hopeless = leaf.type() != Type.BYTE_ARRAY;
        this.inDictionary = !hopeless;
    }

    /** No value, down to a definition level. */
    void none(int repetition, int definition) {
        level(repetition, definition);
        nulls++;
    }

    private void level(int repetition, int definition) {
        if (levels == definitions.length) {
            definitions = Arrays.copyOf(definitions, levels * 2);
            repetitions = leaf.maxRepetition() == 0 ? repetitions : Arrays.copyOf(repetitions, levels * 2);
        }
        definitions[levels] = (byte) definition;
        if (leaf.maxRepetition() > 0) {
            repetitions[levels] = (byte) repetition;
        }
        levels++;
    }

    /** The greatest definition level of a row of the row group at hand. */
    int deepest() {
        int deepest = nulls < levels ? leaf.maxDefinition() : 0;
        for (int i = 0; i < levels && deepest < leaf.maxDefinition() - 1; i++) {
            deepest = Math.max(deepest, definitions[i]);
        }
        return deepest;
    }

    /** A value of so many bytes, 8 or fewer, as PLAIN has it. */
    void fixed(int repetition, byte[] in, int from, int length) {
        level(repetition, leaf.maxDefinition());
        plain.put(in, from, length);
    }

    void text(int repetition, byte[] in, int from, int length) {
        level(repetition, leaf.maxDefinition());
        if (!inDictionary) {
            plain.putInt(length);
            plain.put(in, from, length);
            return;
        }
        if (numbered == numbers.length) {
            numbers = Arrays.copyOf(numbers, numbered * 2);
        }
        numbers[numbered++] = dictionary.number(in, from, length);
        if (numbered == TRIED && dictionary.size() > TRIED / 2) {
            hopeless = true;
            leaveDictionary();
        }
    }

    private void leaveDictionary() {
        for (int i = 0; i < numbered; i++) {
            int length = dictionary.length(numbers[i]);
            plain.putInt(length);
            plain.put(dictionary.texts().array(), dictionary.start(numbers[i]), length);
        }
        inDictionary = false;
    }

    /**
     * Whether a dictionary costs more than it saves: texts are there hardly more than once, or so few that compression finds
     * what repeats and the page of its own is longer than they are.
     */
    private boolean dictionaryIsLonger() {
        return dictionary.size() * 2L > numbered || numbered < WORTH_A_DICTIONARY;
    }

    /** Appends the column chunk to the file, and begins a new one. */
    Chunk finish(PageWriter pages) {
        if (inDictionary && dictionaryIsLonger()) {
            leaveDictionary();
        }
        long start = pages.position();
        long plainStart = pages.plainBytes();
        Statistics statistics = leaf.statistics() ? statistics() : null;
        BloomFilter membership = leaf.membership() ? membership() : null;
        boolean withDictionary = inDictionary;
        if (withDictionary) {
            pages.write(
                    dictionary.texts(),
                    new PageHeader(PageType.DICTIONARY_PAGE, 0, 0)
                            .setDictionary_page_header(
                                    new DictionaryPageHeader(dictionary.size(), Encoding.PLAIN_DICTIONARY)));
        }
        long dataStart = pages.position();
        Encoding encoding = withDictionary ? Encoding.PLAIN_DICTIONARY : Encoding.PLAIN;
        pages.write(
                dataPage(pages),
                new PageHeader(PageType.DATA_PAGE, 0, 0)
                        .setData_page_header(new DataPageHeader(levels, encoding, Encoding.RLE, Encoding.RLE)));
        ColumnMetaData data = new ColumnMetaData(
                leaf.type(),
                withDictionary ? List.of(Encoding.PLAIN_DICTIONARY, Encoding.RLE) : List.of(encoding, Encoding.RLE),
                leaf.path(),
                pages.codec(),
                levels,
                pages.plainBytes() - plainStart,
                pages.position() - start,
                dataStart);
        if (withDictionary) {
            data.setDictionary_page_offset(start);
        }
        if (statistics != null) {
            data.setStatistics(statistics);
        }
        clear();
        return new Chunk(data, membership);
    }

    /** A column chunk that is written, and its Bloom filter, which is not. */
    record Chunk(ColumnMetaData data, @Nullable BloomFilter membership) {}

    private void clear() {
        levels = 0;
        nulls = 0;
        plain.truncate(0);
        dictionary.clear();
        numbered = 0;
        inDictionary = !hopeless;
    }

    private ByteSink dataPage(PageWriter pages) {
        ByteSink page = pages.page();
        if (leaf.maxRepetition() > 0) {
            levels(repetitions, leaf.maxRepetition(), pages, page);
        }
        boolean full = nulls == 0;
        if (full) {
            int at = page.skip(Integer.BYTES);
            HybridEncoder.repeat(leaf.maxDefinition(), levels, HybridEncoder.width(leaf.maxDefinition()), page);
            page.setInt(at, page.length() - at - Integer.BYTES);
        } else {
            levels(definitions, leaf.maxDefinition(), pages, page);
        }
        if (inDictionary) {
            int width = HybridEncoder.width(Math.max(0, dictionary.size() - 1));
            page.put((byte) width);
            HybridEncoder.encode(numbers, numbered, width, page);
        } else if (leaf.type() == Type.BOOLEAN) {
            bits(page);
        } else {
            page.put(plain.array(), 0, plain.length());
        }
        return page;
    }

    private void levels(byte[] values, int greatest, PageWriter pages, ByteSink page) {
        int[] wide = pages.scratch(levels);
        for (int i = 0; i < levels; i++) {
            wide[i] = values[i];
        }
        int at = page.skip(Integer.BYTES);
        HybridEncoder.encode(wide, levels, HybridEncoder.width(greatest), page);
        page.setInt(at, page.length() - at - Integer.BYTES);
    }

    private void bits(ByteSink page) {
        int at = page.skip((plain.length() + 7) >> 3);
        for (int i = 0; i < plain.length(); i++) {
            if (plain.array()[i] != 0) {
                page.setBit(at, i);
            }
        }
    }

    private @Nullable Statistics statistics() {
        Statistics statistics = new Statistics();
        statistics.setNull_count(nulls);
        if (levels == nulls) {
            return statistics;
        }
        return leaf.type() == Type.BYTE_ARRAY ? textStatistics(statistics) : longStatistics(statistics);
    }

    private Statistics longStatistics(Statistics statistics) {
        long least = Long.MAX_VALUE;
        long greatest = Long.MIN_VALUE;
        for (int i = 0; i < plain.length(); i += Long.BYTES) {
            long value = (long) LONGS.get(plain.array(), i);
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
        }
        ByteSink bytes = new ByteSink(2 * Long.BYTES);
        bytes.putLong(least);
        bytes.putLong(greatest);
        statistics.setMin_value(Arrays.copyOf(bytes.array(), Long.BYTES));
        statistics.setMax_value(Arrays.copyOfRange(bytes.array(), Long.BYTES, 2 * Long.BYTES));
        return statistics;
    }

    private Statistics textStatistics(Statistics statistics) {
        Texts texts = inDictionary ? new Texts(dictionary.texts()) : new Texts(plain);
        byte[] in = texts.in;
        int leastFrom = -1;
        int leastTo = -1;
        int greatestFrom = -1;
        int greatestTo = -1;
        while (texts.next()) {
            if (leastFrom < 0 || Arrays.compareUnsigned(in, texts.from, texts.to, in, leastFrom, leastTo) < 0) {
                leastFrom = texts.from;
                leastTo = texts.to;
            }
            if (greatestFrom < 0
                    || Arrays.compareUnsigned(in, texts.from, texts.to, in, greatestFrom, greatestTo) > 0) {
                greatestFrom = texts.from;
                greatestTo = texts.to;
            }
        }
        return TextBounds.of(
                        Arrays.copyOfRange(in, leastFrom, leastTo), Arrays.copyOfRange(in, greatestFrom, greatestTo))
                .map(bounds -> statistics.setMin_value(bounds.least()).setMax_value(bounds.greatest()))
                .orElse(statistics);
    }

    private BloomFilter membership() {
        BloomFilter filter = new BloomFilter(inDictionary ? dictionary.size() : numberOfRuns());
        Texts texts = inDictionary ? new Texts(dictionary.texts()) : new Texts(plain);
        while (texts.next()) {
            filter.add(texts.in, texts.from, texts.to - texts.from);
        }
        return filter;
    }

    /** How many texts there are without a dictionary: equal ones lie together, since rows are sorted by them. */
    private int numberOfRuns() {
        Texts texts = new Texts(plain);
        int runs = 0;
        int from = 0;
        int to = 0;
        while (texts.next()) {
            if (runs == 0 || !Arrays.equals(texts.in, from, to, texts.in, texts.from, texts.to)) {
                runs++;
            }
            from = texts.from;
            to = texts.to;
        }
        return runs;
    }

    /** Goes through texts in PLAIN encoding. */
    private static final class Texts {
        private static final VarHandle INTS =
                MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
        private final byte[] in;
        private final int end;
        private int from;
        private int to;

        Texts(ByteSink plain) {
            in = plain.array();
            end = plain.length();
        }

        boolean next() {
            if (to == end) {
                return false;
            }
            from = to + Integer.BYTES;
            to = from + (int) INTS.get(in, to);
            return true;
        }
    }
}
