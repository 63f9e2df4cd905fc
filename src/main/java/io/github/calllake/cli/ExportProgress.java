package io.github.calllake.cli;

import io.github.calllake.export.ExportWindow;
import io.github.calllake.export.RunRequest;
import io.github.calllake.export.WindowResult;
import java.io.PrintWriter;
import java.util.Locale;

/** How far the window at hand is, on a terminal. */
final class ExportProgress implements RunRequest.Watcher {

    private final ProgressLine line;
    private final String job;

    ExportProgress(PrintWriter err, String job) {
        this(ProgressLine.on(err), job);
    }

    ExportProgress(ProgressLine line, String job) {
        this.line = line;
        this.job = job;
    }

    @Override
    public void unloaded(ExportWindow window, long rows) {
        show(window, rows, "unloaded rows read back");
    }

    @Override
    public void written(ExportWindow window, long rows) {
        show(window, rows, "rows written");
    }

    private synchronized void show(ExportWindow window, long rows, String what) {
        line.show(() -> String.format(Locale.ROOT, "%s  %s  %,d %s", job, window, rows, what));
    }

    /** Makes room for what is said about a window that is done. */
    synchronized void done(WindowResult window, ExportTelling telling) {
        line.clear();
        telling.accept(window);
    }

    synchronized void clear() {
        line.clear();
    }
}
