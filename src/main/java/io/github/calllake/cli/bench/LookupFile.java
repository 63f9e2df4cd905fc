package io.github.calllake.cli.bench;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
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
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.apache.parquet.io.api.Binary;

/**
 * What a reader learns of a file before it reads rows.
 *
 * @param size the file's bytes
 */
record LookupFile(LocalDate day, long size, Footer footer, List<Group> groups) {

    /** Length and mark at the end. */
    private static final int TAIL = 8;

    /**
     * The bytes of a footer, and what they are of.
     *
     * @param bytes with its length and the mark behind it
     * @param schema of names and types of columns
     * @param paths of the columns' paths, which are there again for each row group
     * @param statistics of least and greatest values
     */
    record Footer(long bytes, long schema, long paths, long statistics) {

        static Footer of(FileMetaData footer, int length) throws IOException {
            long bytes = length + TAIL;
            FileMetaData less = new FileMetaData(footer);
            columns(less).forEach(ColumnMetaData::unsetStatistics);
            long withoutStatistics = size(less);
            columns(less).forEach(column -> column.setPath_in_schema(List.of()));
            long withoutPaths = size(less);
            less.setSchema(List.of());
            return new Footer(
                    bytes, withoutPaths - size(less), withoutStatistics - withoutPaths, length - withoutStatistics);
        }

        private static List<ColumnMetaData> columns(FileMetaData footer) {
            return footer.getRow_groups().stream()
                    .flatMap(group -> group.getColumns().stream())
                    .map(ColumnChunk::getMeta_data)
                    .toList();
        }

        private static long size(FileMetaData footer) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            Util.writeFileMetaData(footer, bytes);
            return bytes.size();
        }
    }

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
                    .map(ColumnChunk::getMeta_data)
                    .filter(column -> column.getPath_in_schema().equals(List.of("call_id")))
                    .filter(column -> column.getStatistics().isSetMin_value())
                    .findFirst();
            if (id.isPresent()) {
                groups.add(group(file, group, id.get()));
            }
        }
        return new LookupFile(day, file.length, Footer.of(footer, length), groups);
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
        long bytes = footer.bytes();
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
