package io.github.calllake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.calllake.event.DetailType;
import io.github.calllake.lake.EventFileMerge.MergedFile;
import io.github.calllake.schema.EventRow;
import io.github.calllake.schema.EventTable;
import io.github.calllake.schema.EventTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventFileMergeTest {

    private static final EventTable TABLE = EventTables.of(DetailType.TRANSCRIBE_CALL_ANALYTICS);

    private final EventFileWriter writer = new EventFileWriter(FileCompression.ZSTD);
    private final List<EventRow> rows = HostileRows.of(TABLE, 400, new Random(7));

    @Test
    void rows_of_many_files_lie_in_one_order_through_all_merged_files() {
        List<MergedFile> merged = new ArrayList<>();
        try (EventFileMerge merge = mergeOfFour(200_000)) {
            merge.write(merged::add);
            merged.forEach(file -> merge.readBack("merged", file.content()));
            merge.requireComplete();
            assertThat(merge.rows()).isEqualTo(400);
        }

        assertThat(merged).hasSizeGreaterThan(3);
        assertThat(merged.subList(0, merged.size() - 1)).allMatch(MergedFile::full);
        List<EventRow> read = new ArrayList<>();
        merged.forEach(file -> new EventFileReader(TABLE, "merged", file.content()).forEachRemaining(read::add));
        assertThat(read).containsExactlyInAnyOrderElementsOf(rows).isSortedAccordingTo(RowOrder.of(TABLE));
    }

    @Test
    void a_merge_that_lost_or_doubled_or_changed_a_row_is_refused() {
        try (EventFileMerge lost = mergeOfFour(1 << 30);
                EventFileMerge changed = mergeOfFour(1 << 30)) {
            lost.readBack("merged", writer.write(TABLE, rows.subList(0, 399)));
            assertThatThrownBy(lost::requireComplete)
                    .isInstanceOf(LakeException.class)
                    .hasMessageContaining("400 rows and gave 399");

            List<EventRow> other = new ArrayList<>(rows.subList(0, 399));
            other.add(rows.get(0));
            changed.readBack("merged", writer.write(TABLE, other));
            assertThatThrownBy(changed::requireComplete)
                    .isInstanceOf(LakeException.class)
                    .hasMessageContaining("some differ");
        }
    }

    private EventFileMerge mergeOfFour(long maxBytes) {
        EventFileMerge merge = new EventFileMerge(TABLE, writer, maxBytes);
        for (int file = 0; file < 4; file++) {
            merge.add("file " + file, writer.write(TABLE, rows.subList(file * 100, file * 100 + 100)));
        }
        return merge;
    }
}
