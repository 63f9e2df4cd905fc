package io.github.calllake.local.redshift;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The first words of a client. */
sealed interface Startup {
    int MAX_BYTES = 10_000;

    /**
     * A client that wants a session.
     *
     * @param minorVersion of protocol 3 that it speaks
     * @param parameters as sent, their names in lower case
     * @param unknownOptions of the protocol
     */
    record Session(int minorVersion, Map<String, String> parameters, List<String> unknownOptions) implements Startup {
        /** Others are the Redshift driver's own, and new versions of it add more: PostgreSQL would refuse them. */
        private static final Set<String> KEPT = Set.of(
                "database",
                "client_encoding",
                "datestyle",
                "timezone",
                "extra_float_digits",
                "application_name",
                "search_path",
                "options");

        String user() {
            return parameters.getOrDefault("user", "");
        }

        String database() {
            return parameters.getOrDefault("database", user());
        }

        /** What PostgreSQL is told. */
        Map<String, String> forPostgres() {
            Map<String, String> kept = SessionSettings.all();
            parameters.forEach((name, value) -> {
                if (KEPT.contains(name)) {
                    kept.put(name, value);
                }
            });
            kept.put("database", database());
            return kept;
        }
    }

    /** The wish to cancel what another connection does. */
    record Cancel(byte[] message) implements Startup {}

    /** Speaks another protocol. */
    record Unsupported(int major, int minor) implements Startup {}

    /** Reads what comes first. Encryption is declined, on which a client goes on in the clear or leaves. */
    static Startup read(WireInput in, WireOutput out) throws IOException {
        while (true) {
            int length = in.readLength();
            if (length < Integer.BYTES || length > MAX_BYTES) {
                throw new ProtocolException("invalid length of startup packet");
            }
            byte[] message = in.readBody(length);
            Body body = new Body(message);
            int code = body.readInt();
            switch (code) {
                case 80_877_103, 80_877_104 -> out.writeByte('N');
                case 80_877_102 -> {
                    return new Cancel(message);
                }
                default -> {
                    return code >>> 16 == 3
                            ? session(code & 0xffff, body)
                            : new Unsupported(code >>> 16, code & 0xffff);
                }
            }
        }
    }

    private static Session session(int minorVersion, Body body) throws ProtocolException {
        Map<String, String> parameters = new TreeMap<>();
        List<String> unknownOptions = new ArrayList<>();
        String name = body.readString();
        while (!name.isEmpty()) {
            String value = body.readString();
            if (name.startsWith("_pq_.")) {
                unknownOptions.add(name);
            } else {
                parameters.put(name.toLowerCase(Locale.ROOT), value);
            }
            name = body.readString();
        }
        return new Session(minorVersion, parameters, unknownOptions);
    }
}
