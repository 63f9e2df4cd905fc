package io.github.calllake.archive;

import io.github.calllake.event.DetailType;
import java.time.LocalDate;

/**
 * What a compaction did to one partition, or would do.
 *
 * @param type the table's detail type
 * @param day the partition
 * @param objectsBefore how many objects were merged
 * @param bytesBefore their bytes
 * @param objectsAfter how many objects hold their rows now; 0 if nothing was done yet
 * @param bytesAfter their bytes
 * @param rows how many rows they have; 0 if nothing was done yet
 */
public record CompactedPartition(
        DetailType type,
        LocalDate day,
        long objectsBefore,
        long bytesBefore,
        long objectsAfter,
        long bytesAfter,
        long rows) {

    CompactedPartition plus(CompactedPartition other) {
        return new CompactedPartition(
                type,
                day,
                objectsBefore + other.objectsBefore,
                bytesBefore + other.bytesBefore,
                objectsAfter + other.objectsAfter,
                bytesAfter + other.bytesAfter,
                rows + other.rows);
    }
}
