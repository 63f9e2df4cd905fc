package io.github.calllake.export;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** Where a job's windows go. Immutable. */
public sealed interface Destination {

    /** As it is written in a job. */
    String address();

    /** The destination that an address names: {@code s3://bucket/prefix}, {@code file:/directory} or {@code kinesis://stream}. */
    static Destination parse(String address) {
        if (address.startsWith("kinesis://")) {
            return new Stream(address.substring("kinesis://".length()));
        }
        if (address.startsWith("s3://") || address.startsWith("file:")) {
            return new Objects(address);
        }
        throw new IllegalArgumentException(
                "'" + address + "' is no destination: s3://bucket/prefix, file:/directory and kinesis://stream are");
    }

    /** Objects below a prefix, or files below a directory. */
    record Objects(String address) implements Destination {

        private static final Pattern BUCKET = Pattern.compile("s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[^/]+)*/?");

        public Objects {
            if (address.startsWith("s3://") && !BUCKET.matcher(address).matches()) {
                throw new IllegalArgumentException(
                        "'" + address
                                + "' is no s3://bucket/prefix; a bucket's name has 3 to 63 lower-case letters, digits, dots and hyphens");
            }
            if (address.startsWith("file:")
                    && !Path.of(address.substring("file:".length())).isAbsolute()) {
                throw new IllegalArgumentException(
                        "'" + address + "' must name a whole path, such as file:/var/exports");
            }
            while (address.endsWith("/") && address.length() > "file:/".length()) {
                address = address.substring(0, address.length() - 1);
            }
        }
    }

    /** A Kinesis data stream, a record a row. */
    record Stream(String name) implements Destination {

        private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]{1,128}");

        public Stream {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("'kinesis://" + name + "' does not name a stream");
            }
        }

        @Override
        public String address() {
            return "kinesis://" + name;
        }
    }
}
