package io.github.calllake.cli;

import io.github.calllake.lake.LakeDefinition;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.simulate.CallSimulator;
import io.github.calllake.simulate.PostCallFile;
import io.github.calllake.simulate.SimulatorSettings;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Puts what Transcribe leaves after simulated calls where a lake's post-call table looks. */
final class PostCallFiles {

    private PostCallFiles() {}

    /** Where a lake's table looks, {@code s3://bucket/prefix} without a slash at the end. */
    static String placeIn(LakeLayout layout) {
        try (LakeStore store = LakeStore.open(layout.bucket())) {
            return withoutSlash(LakeDefinition.read(store, layout)
                    .orElseGet(() -> LakeDefinition.of(LocalStack.DATABASE, layout))
                    .postCall());
        }
    }

    static String withoutSlash(String address) {
        return address.replaceAll("/+$", "");
    }

    /** Writes the files of all calls to the place that the settings say; gives the ids of their sessions. */
    static Set<String> write(SimulatorSettings settings) {
        String bucket = settings.postCallLocation().substring("s3://".length()).replaceAll("/.*", "");
        Set<String> sessions = new TreeSet<>();
        try (LakeStore store = LakeStore.open(bucket);
                Stream<PostCallFile> files = new CallSimulator(settings).postCallFiles()) {
            store.requireBucket();
            files.forEach(file -> {
                store.put(file.key(), file.data(), file.isJson() ? "application/json" : "audio/wav");
                sessions.add(file.key().replaceAll("^.*/|[.][^.]*$", ""));
            });
        }
        return sessions;
    }
}
