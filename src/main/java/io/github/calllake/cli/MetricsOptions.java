package io.github.calllake.cli;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --metrics-port} and what goes with it. */
final class MetricsOptions {

    private static final String LOOPBACK = "127.0.0.1";
    private static final int HIGHEST_PORT = 65_535;

    @Option(
            names = "--metrics-port",
            paramLabel = "N",
            description =
                    "Answer /metrics (Prometheus), /live and /ready there; 0 takes a free port and says which. Without it"
                            + " there is no such endpoint.")
    private @Nullable Integer port;

    @Option(
            names = "--metrics-address",
            paramLabel = "ADDRESS",
            description = "And on this address: 0.0.0.0 for all of the machine's; " + LOOPBACK
                    + ". Whoever reaches it reads it: it asks for no password.")
    private @Nullable String address;

    /** What is wrong with them, added to what is wrong with others. */
    void check(List<String> wrong) {
        if (port == null && address != null) {
            wrong.add("--metrics-address goes with --metrics-port");
        }
        if (port != null && (port < 0 || port > HIGHEST_PORT)) {
            wrong.add("--metrics-port is " + port + ", and ports are 0 to " + HIGHEST_PORT);
        }
        if (port != null && endpoint().filter(InetSocketAddress::isUnresolved).isPresent()) {
            wrong.add("--metrics-address is '" + address + "', which is no address of this machine");
        }
    }

    /** Where to listen; empty for nowhere. To be asked once {@link #check} had nothing to say. */
    Optional<InetSocketAddress> endpoint() {
        return Optional.ofNullable(port)
                .filter(number -> number >= 0 && number <= HIGHEST_PORT)
                .map(number -> new InetSocketAddress(address == null ? LOOPBACK : address, number));
    }
}
