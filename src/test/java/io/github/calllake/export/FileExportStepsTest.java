package io.github.calllake.export;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FileExportStepsTest extends ExportStepsContract {

    @TempDir
    private Path directory;

    @Override
    ExportStores stores() {
        return new ExportStores(
                bucket -> {
                    throw new AssertionError("no bucket is named");
                },
                stream -> {
                    throw new AssertionError("no stream is named");
                });
    }

    @Override
    String place(String name) {
        return "file:" + directory.resolve(name);
    }

    @Override
    int manyWindows() {
        return 200;
    }
}
