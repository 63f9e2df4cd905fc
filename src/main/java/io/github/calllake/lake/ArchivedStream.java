package io.github.calllake.lake;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A stream whose records lie in a lake. A stream that was deleted and made anew under its old name is another one: shard ids
 * are the same in both, so its records have a commit log of their own.
 *
 * <p>Immutable.
 *
 * @param name the stream's name
 * @param created when it was made, as Kinesis says, in whole milliseconds
 * @see <a
 *     href="https://docs.aws.amazon.com/kinesis/latest/APIReference/API_StreamDescriptionSummary.html">StreamDescriptionSummary</a>
 */
public record ArchivedStream(String name, Instant created) {

    /** Sorts as the instants do, and is fit for a part of a key. */
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    public ArchivedStream {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("A stream without a name");
        }
        if (created.getNano() % 1_000_000 != 0) {
            throw new IllegalArgumentException("Not whole milliseconds: " + created);
        }
    }

    /** When it was made, as part of a key: {@code 20260301T120000000Z}. */
    public String stamp() {
        return STAMP.format(created);
    }

    /** The stream of this name and {@link #stamp}. */
    public static ArchivedStream ofStamp(String name, String stamp) {
        return new ArchivedStream(name, STAMP.parse(stamp, Instant::from));
    }
}
