package io.github.calllake.engine;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Set;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** How many bytes of a Parquet object a few columns take, by its footer. */
final class ColumnShare {

    private static final int USUAL_FOOTER = 64 * 1024;
    /** The footer's length, then {@code PAR1}. */
    private static final int TAIL = 8;

    private final S3Client s3;

    ColumnShare(S3Client s3) {
        this.s3 = s3;
    }

    /**
     * Bytes of the columns' chunks and of the footer; the whole object where that is unknown.
     *
     * @param columns names as {@link #plain} makes them
     */
    long bytes(String bucket, S3Object object, Set<String> columns) {
        long size = object.size();
        byte[] end = last(bucket, object, Math.min(size, USUAL_FOOTER));
        if (end.length < TAIL || end[end.length - 1] != '1') {
            return size;
        }
        long footer = Integer.toUnsignedLong(
                ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN).getInt(end.length - TAIL));
        if (footer + TAIL > size) {
            return size;
        }
        if (footer + TAIL > end.length) {
            end = last(bucket, object, footer + TAIL);
        }
        int start = Math.toIntExact(end.length - TAIL - footer);
        try {
            return footer + chunks(Util.readFileMetaData(new ByteArrayInputStream(end, start, (int) footer)), columns);
        } catch (IOException e) {
            // Whatever it is, a query reads at most all of it.
            return size;
        }
    }

    private byte[] last(String bucket, S3Object object, long bytes) {
        return s3.getObjectAsBytes(
                        request -> request.bucket(bucket).key(object.key()).range("bytes=-" + bytes))
                .asByteArray();
    }

    private static long chunks(FileMetaData footer, Set<String> columns) {
        long bytes = 0;
        for (RowGroup group : footer.getRow_groups()) {
            for (ColumnChunk chunk : group.getColumns()) {
                if (columns.contains(
                        plain(chunk.getMeta_data().getPath_in_schema().get(0)))) {
                    bytes += chunk.getMeta_data().getTotal_compressed_size();
                }
            }
        }
        return bytes;
    }

    /** Lakes differ in hyphens and underscores of one and the same column. */
    static String plain(String column) {
        return column.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}
