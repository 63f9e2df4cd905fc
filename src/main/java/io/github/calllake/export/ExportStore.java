package io.github.calllake.export;

import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/**
 * A place for objects: files of an export, or its ledger. Keys are relative to it, with slashes. Thread-safe; methods throw {@link
 * io.github.calllake.CallLakeException} where the place refuses or cannot be reached.
 */
interface ExportStore extends AutoCloseable {

    /** The place as it is written in a job, without a slash at the end. */
    String address();

    /**
     * Writes an object unless one is there, whole or not at all.
     *
     * @return false if one is there; it may be one's own, written by a try whose reply was lost
     */
    boolean putIfAbsent(String key, byte[] content);

    /** The object's content; empty if there is none. */
    Optional<byte[]> get(String key);

    boolean exists(String key);

    /**
     * The keys that begin with the prefix, in the order of their UTF-8 bytes.
     *
     * @param startAfter only keys after this one; empty for all
     */
    List<String> list(String prefix, String startAfter);

    /** Removes objects; nothing happens for those that are not there. */
    void deleteAll(List<String> keys);

    /**
     * Removes what writers that died have left beside objects that begin so.
     *
     * @param prefix up to a slash
     */
    void tidy(String prefix);

    /** Begins an object under a key that nobody else uses. It is there once {@link Draft#commit} has returned, and not before. */
    Draft create(String key);

    @Override
    void close();

    /** An object on its way. Closing it without a commit abandons it. */
    abstract class Draft extends OutputStream {
        abstract void commit();
    }
}
