package io.github.calllake.lake;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Defines parquet-java and this project's classes itself, and has no Hadoop to give them. */
final class WithoutHadoop extends ClassLoader {

    private final List<String> refused = new ArrayList<>();

    WithoutHadoop(ClassLoader parent) {
        super(parent);
    }

    /** The classes of Hadoop that were asked for. */
    List<String> refused() {
        return refused;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            if (name.startsWith("org.apache.hadoop.")) {
                refused.add(name);
                throw new ClassNotFoundException(name);
            }
            boolean own = name.startsWith("org.apache.parquet.") || name.startsWith("io.github.calllake.");
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            return own ? define(name) : super.loadClass(name, resolve);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try (var bytes = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] content = bytes.readAllBytes();
            return defineClass(name, content, 0, content.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}
