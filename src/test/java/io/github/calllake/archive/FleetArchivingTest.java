package io.github.calllake.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.github.calllake.stream.DirectStream;
import io.github.calllake.stream.FleetSettings;
import io.github.calllake.stream.StreamException;
import io.github.calllake.stream.StreamSource;
import io.github.calllake.stream.TestFleet;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.slf4j.LoggerFactory;

class FleetArchivingTest extends ArchivingContract {

    private static final Duration FAILOVER = Duration.ofSeconds(1);

    private final Logger library = (Logger) LoggerFactory.getLogger("software.amazon.kinesis");

    FleetArchivingTest() throws IOException {
        library.setLevel(Level.valueOf(System.getProperty("kcl.level", "OFF")));
    }

    @AfterAll
    void restoreLogs() {
        library.setLevel(null);
    }

    @Override
    StreamSource source(TestLake lake) {
        DirectStream stream = new DirectStream(lake.kinesis, lake.stream.name(), TestLake.FAST);
        aws.seedLeases("fleet-" + lake.stream.name(), lake.stream.name());
        return TestFleet.worker(
                aws, stream, FleetSettings.of("fleet-" + lake.stream.name()).withFailover(FAILOVER));
    }

    @Override
    void share(Worker one, Worker other) {
        await(() -> shards(one).size() == 2 && shards(other).size() == 2);
    }
}
