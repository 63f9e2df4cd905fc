package io.github.calllake.lake;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.zip.CRC32;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.PrimitiveType;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.Snappy;

/**
 * The pages of one row group of a file, unpacked one at a time and checked against their checksums. In place of
 * parquet-java's file reader, which needs Hadoop at run time. For one thread.
 *
 * @see <a href="https://parquet.apache.org/docs/file-format/data-pages/">Parquet data pages</a>
 */
final class FilePages implements PageReadStore {

    private final long rows;
    private final Map<String, Chunk> chunks = new HashMap<>();

    /**
     * Finds the row group's pages.
     *
     * @param file the whole of it, from the first byte to the limit
     * @throws IOException if they are not where the footer says, or of another kind than Call Lake writes and engines unload
     */
    FilePages(ByteBuffer file, BlockMetaData rowGroup) throws IOException {
        this.rows = rowGroup.getRowCount();
        for (ColumnChunkMetaData column : rowGroup.getColumns()) {
            chunks.put(column.getPath().toDotString(), new Chunk(file, column));
        }
    }

    @Override
    public PageReader getPageReader(ColumnDescriptor descriptor) {
        Chunk chunk = chunks.get(String.join(".", descriptor.getPath()));
        if (chunk == null) {
            throw new IllegalArgumentException("no pages of column " + descriptor);
        }
        return chunk;
    }

    @Override
    public long getRowCount() {
        return rows;
    }

    private static final class Chunk implements PageReader {

        private final ByteBuffer file;
        private final CompressionCodecName codec;
        private final PrimitiveType type;
        private final long values;
        private final Queue<Page> pages = new ArrayDeque<>();
        private Optional<Page> dictionary = Optional.empty();

        private record Page(PageHeader header, int at) {}

        Chunk(ByteBuffer file, ColumnChunkMetaData column) throws IOException {
            this.file = file;
            this.codec = column.getCodec();
            this.type = column.getPrimitiveType();
            this.values = column.getValueCount();
            int at = Math.toIntExact(column.getStartingPos());
            int end = Math.toIntExact(column.getStartingPos() + column.getTotalSize());
            if (at < 0 || end > file.limit()) {
                throw new IOException("column " + column.getPath() + " lies beyond the end of the file");
            }
            while (at < end) {
                at = addPage(at, end);
            }
        }

        /** Where the next page begins. */
        private int addPage(int at, int end) throws IOException {
            ByteBufferInputStream input = ByteBufferInputStream.wrap(file.slice(at, end - at));
            PageHeader header = Util.readPageHeader(input);
            Page page = new Page(header, end - input.available());
            if (header.getCompressed_page_size() < 0 || header.getCompressed_page_size() > input.available()) {
                throw new IOException("a page of column " + type.getName() + " lies beyond its end");
            }
            if (header.getType() == PageType.DICTIONARY_PAGE) {
                dictionary = Optional.of(page);
            } else if (header.getType() == PageType.DATA_PAGE) {
                pages.add(page);
            } else {
                throw new IOException("Call Lake reads no " + header.getType());
            }
            return page.at() + header.getCompressed_page_size();
        }

        @Override
        public @Nullable DictionaryPage readDictionaryPage() {
            if (dictionary.isEmpty()) {
                return null;
            }
            DictionaryPageHeader header = dictionary.get().header().getDictionary_page_header();
            BytesInput plain = BytesInput.from(plain(dictionary.get()));
            return new DictionaryPage(plain, header.getNum_values(), encoding(header.getEncoding()));
        }

        @Override
        public long getTotalValueCount() {
            return values;
        }

        @Override
        public @Nullable DataPage readPage() {
            Page page = pages.poll();
            if (page == null) {
                return null;
            }
            DataPageHeader header = page.header().getData_page_header();
            return new DataPageV1(
                    BytesInput.from(plain(page)),
                    header.getNum_values(),
                    page.header().getUncompressed_page_size(),
                    Statistics.noopStats(type),
                    encoding(header.getRepetition_level_encoding()),
                    encoding(header.getDefinition_level_encoding()),
                    encoding(header.getEncoding()));
        }

        private static Encoding encoding(org.apache.parquet.format.Encoding encoding) {
            return Encoding.valueOf(encoding.name());
        }

        private byte[] plain(Page page) {
            byte[] packed = new byte[page.header().getCompressed_page_size()];
            file.get(page.at(), packed);
            try {
                if (page.header().isSetCrc()) {
                    CRC32 checksum = new CRC32();
                    checksum.update(packed);
                    if ((int) checksum.getValue() != page.header().getCrc()) {
                        throw new IOException("a page of column " + type.getName() + " has another checksum");
                    }
                }
                int length = page.header().getUncompressed_page_size();
                byte[] plain = unpacked(packed, length);
                if (plain.length != length) {
                    throw new IOException("a page of column " + type.getName() + " has another length");
                }
                return plain;
            } catch (IOException | ZstdException e) {
                throw new UncheckedIOException(
                        e instanceof IOException io ? io : new IOException("a page of " + type.getName(), e));
            }
        }

        private byte[] unpacked(byte[] packed, int length) throws IOException {
            return switch (codec) {
                case ZSTD -> Zstd.decompress(packed, length);
                case SNAPPY -> Snappy.uncompress(packed);
                case UNCOMPRESSED -> packed;
                default -> throw new IOException("Call Lake reads nothing packed with " + codec);
            };
        }
    }
}
