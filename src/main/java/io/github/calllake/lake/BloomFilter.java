package io.github.calllake.lake;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import org.apache.parquet.column.values.bloomfilter.BlockSplitBloomFilter;
import org.apache.parquet.format.BloomFilterAlgorithm;
import org.apache.parquet.format.BloomFilterCompression;
import org.apache.parquet.format.BloomFilterHash;
import org.apache.parquet.format.BloomFilterHeader;
import org.apache.parquet.format.SplitBlockAlgorithm;
import org.apache.parquet.format.Uncompressed;
import org.apache.parquet.format.Util;
import org.apache.parquet.format.XxHash;
import org.apache.parquet.io.api.Binary;

/**
 * Says which texts a column chunk does not hold, so that a reader who looks for one call reads on in one file of hundreds.
 *
 * @see <a href="https://parquet.apache.org/docs/file-format/bloomfilter/">Parquet Bloom filters</a>
 */
final class BloomFilter {

    /** One wrong guess in a hundred: ten bits a text. */
    private static final double WRONG = 0.01;

    private final BlockSplitBloomFilter filter;

    BloomFilter(int texts) {
        int bits = BlockSplitBloomFilter.optimalNumOfBits(Math.max(1, texts), WRONG);
        this.filter = new BlockSplitBloomFilter(bits / Byte.SIZE);
    }

    void add(byte[] in, int from, int length) {
        filter.insertHash(filter.hash(Binary.fromConstantByteArray(Arrays.copyOfRange(in, from, from + length))));
    }

    void writeTo(OutputStream file) throws IOException {
        BloomFilterHeader header = new BloomFilterHeader(
                filter.getBitsetSize(),
                BloomFilterAlgorithm.BLOCK(new SplitBlockAlgorithm()),
                BloomFilterHash.XXHASH(new XxHash()),
                BloomFilterCompression.UNCOMPRESSED(new Uncompressed()));
        Util.writeBloomFilterHeader(header, file);
        filter.writeTo(file);
    }
}
