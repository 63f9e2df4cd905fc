package io.github.calllake.cli;

import io.github.calllake.engine.AthenaSettings;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.S3Place;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the placeholders of IAM policies stand for, as {@link io.github.calllake.operations.IamPolicies} has them. For one thread. */
final class PolicyNames {

    private final Map<String, String> names = new LinkedHashMap<>();

    /** Without a value the placeholder stays, or its statement is left out. */
    void put(String placeholder, @Nullable String value) {
        if (value != null) {
            names.put(placeholder, value);
        }
    }

    void lake(LakeLayout layout) {
        names.put("bucket", layout.bucket());
        names.put("prefix", layout.prefix());
    }

    void database(String database) {
        names.put("database", database);
        names.put("athena-workgroup", AthenaSettings.workGroupOf(database));
    }

    /** @param what {@code state}, {@code export} or {@code unload} */
    void place(String what, S3Place place) {
        names.put(what + "-bucket", place.bucket());
        names.put(what + "-prefix", place.prefix());
    }

    Map<String, String> all() {
        return names;
    }
}
