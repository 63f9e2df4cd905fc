package io.github.calllake.operations;

import io.github.calllake.archive.ArchivedRecords;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;

/**
 * The lake that the hot tier's rows are archived in.
 *
 * @param store its bucket
 * @param layout where things lie in it
 */
public record Lake(LakeStore store, LakeLayout layout) {

    ArchivedRecords archived(String stream) {
        return ArchivedRecords.of(store, layout, stream);
    }
}
