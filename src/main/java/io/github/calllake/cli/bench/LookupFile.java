package io.github.calllake.cli.bench;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.column.values.bloomfilter.BlockSplitBloomFilter;
import org.apache.parquet.format.BloomFilterHeader;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.apache.parquet.io.api.Binary;

/**
 * What a reader learns of a file before it reads rows.
 *
 * @param size the file's bytes
 * @param footer those of its footer
 */
record LookupFile(LocalDate day, long size, long footer, List<Group> groups) {

    /** Length and mark at the end. */
    private static final int TAIL = 8;

    /**
     * A row group.
     *
     * @param bytes of all its columns
     * @param idBytes of its call_id column
     * @param filterBytes of the Bloom filter
     */
    record Group(
            String least, String greatest, long bytes, long idBytes, long filterBytes, BlockSplitBloomFilter filter) {}

    static LookupFile of(LocalDate day, byte[] file) throws IOException {
        int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(file.length - TAIL);
        int start = file.length - TAIL - length;
        FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(file, start, length));
        List<Group> groups = new ArrayList<>();
        for (RowGroup group : footer.getRow_groups()) {
            Optional<ColumnMetaData> id = group.getColumns().stream()
                    .map(column -> column.getMeta_data())
                    .filter(column -> column.getPath_in_schema().equals(List.of("call_id")))
                    .filter(column -> column.getStatistics().isSetMin_value())
                    .findFirst();
            if (id.isPresent()) {
                groups.add(group(file, group, id.get()));
            }
        }
        return new LookupFile(day, file.length, length + TAIL, groups);
    }

    private static Group group(byte[] file, RowGroup group, ColumnMetaData id) throws IOException {
        int from = Math.toIntExact(id.getBloom_filter_offset());
        ByteArrayInputStream in = new ByteArrayInputStream(file, from, id.getBloom_filter_length());
        BloomFilterHeader header = Util.readBloomFilterHeader(in);
        return new Group(
                new String(id.getStatistics().getMin_value(), StandardCharsets.UTF_8),
                new String(id.getStatistics().getMax_value(), StandardCharsets.UTF_8),
                group.getTotal_compressed_size(),
                id.getTotal_compressed_size(),
                id.getBloom_filter_length(),
                new BlockSplitBloomFilter(Arrays.copyOf(in.readAllBytes(), header.getNumBytes())));
    }

    /**
     * How many bytes of the file are read for all columns of one call: the footer; where its id may be by least and greatest
     * value, the Bloom filter, or by a reader that knows none, the ids; and where it may be then, the row group.
     */
    long bytesFor(String call, boolean withFilters) {
        long bytes = footer;
        for (Group group : groups) {
            if (group.least().compareTo(call) <= 0 && group.greatest().compareTo(call) >= 0) {
                boolean there = group.filter().findHash(group.filter().hash(Binary.fromString(call)));
                long asked = withFilters ? group.filterBytes() : group.idBytes();
                bytes += asked + (there ? group.bytes() : 0);
            }
        }
        return bytes;
    }
}
