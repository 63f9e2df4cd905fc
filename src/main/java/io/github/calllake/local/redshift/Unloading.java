package io.github.calllake.local.redshift;

import com.github.luben.zstd.ZstdOutputStream;
import io.github.calllake.local.redshift.UnloadFiles.Part;
import io.github.calllake.local.redshift.UnloadManifest.Entry;
import io.github.calllake.local.redshift.UnloadStatement.Existing;
import io.github.calllake.local.redshift.UnloadStatement.Format;
import io.github.calllake.local.redshift.UnloadStatement.Manifest;
import io.github.calllake.local.s3.S3Objects;
import io.github.calllake.local.s3.S3Objects.Place;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;

/**
 * One run of an UNLOAD: takes the rows that its query gives, and when all are there writes the objects. A failure is kept until the end of the
 * query, since PostgreSQL's answers come in their order. Used by one thread at a time; {@link #outcome} by any.
 */
final class Unloading {
    private static final String NULL_FOLDER = "__HIVE_DEFAULT_PARTITION__";

    private final UnloadStatement statement;
    private final S3Objects objects;
    private final Path directory;
    private final CompletableFuture<Optional<RedshiftSqlException>> outcome = new CompletableFuture<>();
    private List<UnloadColumn> columns = List.of();
    private List<UnloadColumn> written = List.of();
    private int[] scales = {};
    private @Nullable UnloadFiles files;
    private @Nullable UnloadLines lines;
    private @Nullable RedshiftSqlException failure;
    private boolean finished;
    private long rows;

    private Unloading(UnloadStatement statement, S3Objects objects, Path directory) {
        this.statement = statement;
        this.objects = objects;
        this.directory = directory;
    }

    /**
     * Looks at the target.
     *
     * @param directory where files may be made, in a directory of their own
     * @throws RedshiftSqlException if the target cannot be written to, or is not empty
     */
    static Unloading begin(UnloadStatement statement, S3Objects objects, Path directory) {
        try {
            List<String> there = objects.keys(statement.target());
            if (statement.existing() == Existing.REFUSED && !there.isEmpty()) {
                throw new RedshiftSqlException(
                        "XX000",
                        "Specified unload destination on S3 is not empty. Consider using a different bucket / prefix,"
                                + " manually removing the target files in S3, or using the ALLOWOVERWRITE option.");
            }
            return new Unloading(statement, objects, directory);
        } catch (SdkException e) {
            throw ofS3(e);
        }
    }

    /** Completed once: empty if there is nothing more to say, else what the client must be told in the place of success. */
    CompletableFuture<Optional<RedshiftSqlException>> outcome() {
        return outcome;
    }

    /** The query's columns have become known; they come once. */
    void columns(List<UnloadColumn> described) {
        attempt(() -> {
            columns = List.copyOf(described);
            check();
            boolean whole = statement.partitionBy().isEmpty() || statement.include();
            written = whole
                    ? columns
                    : columns.stream()
                            .filter(column -> !statement.partitionBy().contains(column.name()))
                            .toList();
            scales = new int[written.size()];
            lines = new UnloadLines(statement, written);
            Path staged = Files.createTempDirectory(Files.createDirectories(directory), "unload");
            files = new UnloadFiles(statement, staged, statement.text().header() ? lines.header() : "");
        });
    }

    private void check() {
        List<String> names = columns.stream().map(UnloadColumn::name).toList();
        boolean byName = statement.format() == Format.JSON || statement.format() == Format.PARQUET;
        if (byName && new HashSet<>(names).size() < names.size()) {
            throw new RedshiftSqlException(
                    "42701", "UNLOAD to " + statement.format() + " needs columns with different names");
        }
        for (UnloadColumn column : columns) {
            if (byName && column.oid() == UnloadColumn.VARBYTE) {
                throw new RedshiftSqlException(
                        "0A000", "VARBYTE column \"" + column.name() + "\" can be unloaded to text or CSV only");
            }
        }
        for (String key : statement.partitionBy()) {
            UnloadColumn column = columns.stream()
                    .filter(each -> each.name().equals(key))
                    .findFirst()
                    .orElseThrow(() -> new RedshiftSqlException(
                            "42703", "PARTITION BY column \"" + key + "\" is not in the query's result"));
            if (!column.mayBeKey()) {
                throw new RedshiftSqlException(
                        "0A000", "a column of type " + column.manifestBase() + " cannot be a PARTITION BY column");
            }
        }
        if (!statement.partitionBy().isEmpty()
                && columns.stream().allMatch(each -> statement.partitionBy().contains(each.name()))) {
            throw new RedshiftSqlException("0A000", "at least one column must not be a PARTITION BY column");
        }
    }

    /** @param body of PostgreSQL's DataRow, every value as text */
    void row(byte[] body) {
        attempt(() -> {
            if (files == null || lines == null) {
                throw new IOException("rows came before their columns");
            }
            rows++;
            List<@Nullable String> values = values(body);
            StringBuilder folder = new StringBuilder();
            for (String key : statement.partitionBy()) {
                folder.append(key)
                        .append('=')
                        .append(folder(values.get(indexOf(key))))
                        .append('/');
            }
            List<@Nullable String> kept = new ArrayList<>(written.size());
            for (int i = 0; i < columns.size(); i++) {
                if (written.size() == columns.size()
                        || !statement.partitionBy().contains(columns.get(i).name())) {
                    kept.add(values.get(i));
                }
            }
            noteScales(kept);
            files.add(folder.toString(), lines.line(kept));
        });
    }

    private int indexOf(String key) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(key)) {
                return i;
            }
        }
        throw new IllegalStateException("no column " + key);
    }

    /** What a folder cannot be named with is written as Hive writes it, by its number. */
    private static String folder(@Nullable String value) {
        if (value == null || value.isEmpty()) {
            return NULL_FOLDER;
        }
        StringBuilder out = new StringBuilder();
        for (char c : value.toCharArray()) {
            boolean special = c < ' ' || "\"#%'*/:=?\\{[]^".indexOf(c) >= 0 || c == 0x7f;
            out.append(special ? String.format(java.util.Locale.ROOT, "%%%02X", (int) c) : String.valueOf(c));
        }
        return out.toString();
    }

    private void noteScales(List<@Nullable String> values) {
        for (int i = 0; i < scales.length; i++) {
            String value = values.get(i);
            if (value != null && written.get(i).oid() == UnloadColumn.NUMERIC) {
                int point = value.indexOf('.');
                scales[i] = Math.max(scales[i], point < 0 ? 0 : value.length() - point - 1);
            }
        }
    }

    private static List<@Nullable String> values(byte[] row) throws ProtocolException {
        Body body = new Body(row);
        int count = body.readShort();
        List<@Nullable String> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int length = body.readInt();
            values.add(length < 0 ? null : new String(body.readBytes(length), StandardCharsets.UTF_8));
        }
        return values;
    }

    /**
     * The query has ended well: writes the objects.
     *
     * @return how many rows there were
     * @throws RedshiftSqlException if anything failed before or fails now
     */
    long finish() {
        attempt(this::write);
        finished = true;
        close();
        if (failure != null) {
            throw failure;
        }
        return rows;
    }

    /** What went wrong with the rows or objects, once {@link #finish} was called: before that the query's own error says it. */
    Optional<RedshiftSqlException> failure() {
        return finished ? Optional.ofNullable(failure) : Optional.empty();
    }

    private void write() throws IOException, SQLException {
        if (files == null) {
            throw new IOException("the columns never came");
        }
        List<Part> parts = files.finish();
        if (statement.existing() == Existing.REMOVED) {
            remove(parts);
        }
        List<Entry> entries = new ArrayList<>();
        try (UnloadParquet parquet = statement.format() == Format.PARQUET ? new UnloadParquet(written, scales) : null) {
            for (Part part : parts) {
                Path file = part.path().resolveSibling(part.path().getFileName() + ".done");
                if (parquet == null) {
                    compress(part.path(), file);
                } else {
                    parquet.write(part.path(), files.longestLine(), file);
                }
                Place object = statement.target().with(part.key());
                objects.put(object, file);
                entries.add(new Entry(object.address(), Files.size(file), part.rows()));
                Files.delete(file);
            }
        }
        if (statement.manifest() != Manifest.NONE) {
            objects.put(
                    statement.target().with("manifest"), UnloadManifest.text(statement.manifest(), entries, columns));
        }
    }

    /** With partitions only from the folders that get files. */
    private void remove(List<Part> parts) {
        if (statement.partitionBy().isEmpty()) {
            remove(statement.target());
            return;
        }
        parts.stream()
                .map(part -> part.key().substring(0, part.key().lastIndexOf('/') + 1))
                .distinct()
                .forEach(folder -> remove(statement.target().with(folder)));
    }

    private void remove(Place beginning) {
        for (String key : objects.keys(beginning)) {
            objects.delete(new Place(beginning.bucket(), key));
        }
    }

    private void compress(Path from, Path to) throws IOException {
        try (OutputStream file = Files.newOutputStream(to);
                OutputStream out =
                        switch (statement.compression()) {
                            case NONE -> file;
                            case GZIP -> new GZIPOutputStream(file);
                            case BZIP2 -> new BZip2CompressorOutputStream(file);
                            case ZSTD -> new ZstdOutputStream(file);
                        }) {
            Files.copy(from, out);
        }
    }

    /** Nothing more comes: removes what was staged. */
    void close() {
        UnloadFiles staged = files;
        files = null;
        if (staged == null) {
            return;
        }
        try {
            staged.close();
        } catch (IOException e) {
            fail(new RedshiftSqlException("XX000", "files of UNLOAD stay behind: " + e));
        }
    }

    private interface Step {
        void run() throws IOException, SQLException;
    }

    private void attempt(Step step) {
        if (failure != null) {
            return;
        }
        try {
            step.run();
        } catch (RedshiftSqlException e) {
            fail(e);
        } catch (SdkException e) {
            fail(ofS3(e));
        } catch (IOException | SQLException e) {
            fail(new RedshiftSqlException("XX000", "UNLOAD failed: " + e));
        }
    }

    private void fail(RedshiftSqlException e) {
        if (failure == null) {
            failure = e;
        } else {
            failure.addSuppressed(e);
        }
    }

    private static RedshiftSqlException ofS3(SdkException e) {
        return new RedshiftSqlException(
                "XX000",
                e instanceof NoSuchBucketException
                        ? "S3ServiceException:The specified bucket does not exist,Status 404,Error NoSuchBucket"
                        : "S3ServiceException:" + e.getMessage());
    }
}
