package io.github.calllake.schema;

import io.github.calllake.event.DetailType;
import io.github.calllake.schema.JsonText.Unusual;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The detail types by their spellings, in the case they are documented in. */
final class DetailTypeNames {
    private final byte[][] spellings;
    private final DetailType[] types;

    DetailTypeNames() {
        Map<String, DetailType> all = new LinkedHashMap<>();
        for (DetailType type : DetailType.values()) {
            type.spellings().forEach(spelling -> all.put(spelling, type));
        }
        spellings = all.keySet().stream()
                .map(spelling -> spelling.getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
        types = all.values().toArray(DetailType[]::new);
    }

    DetailType named(byte[] in, int from, int to) throws Unusual {
        for (int i = 0; i < types.length; i++) {
            if (Arrays.equals(in, from, to, spellings[i], 0, spellings[i].length)) {
                return types[i];
            }
        }
        throw Unusual.EVENT;
    }
}
