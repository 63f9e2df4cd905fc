package io.github.calllake.export;

import java.util.Optional;

/**
 * Names of a job's objects at its destination. Manifests lie beside the days of data, under a name that engines that read a whole
 * prefix leave out.
 */
final class Layout {

    /** Of a key: job, day, window, object. */
    static final int PARTS = 4;

    private Layout() {}

    /** How the objects of an attempt at a window begin. */
    static String stem(String job, ExportWindow window, String attempt) {
        return folder(job, window) + attempt;
    }

    static String folder(String job, ExportWindow window) {
        return day(job, window.day()) + window.name() + "/";
    }

    static String day(String job, String day) {
        return job + "/" + day + "/";
    }

    static String manifest(String job, ExportWindow window, boolean provisional) {
        return manifests(job, window.day()) + window.name() + (provisional ? ".provisional" : "") + ".json";
    }

    static String manifests(String job, String day) {
        return job + "/_manifests/" + day + "/";
    }

    static String claims(String job, ExportWindow window) {
        return job + "/claims/" + window.name() + "-";
    }

    /** The window that an object is of; empty for what is no object of a window. */
    static Optional<ExportWindow> windowOf(String key) {
        String[] parts = key.split("/", -1);
        return parts.length == PARTS ? ExportWindow.parse(parts[2]) : Optional.empty();
    }

    /** What objects of one attempt have in common. */
    static String attemptOf(String key) {
        String name = key.substring(key.lastIndexOf('/') + 1);
        int end = name.indexOf('-');
        return end < 0 ? name : name.substring(0, end);
    }
}
