package io.github.calllake.archive;

import io.github.calllake.stream.DirectStream;
import io.github.calllake.stream.StreamSource;
import java.io.IOException;

class DirectArchivingTest extends ArchivingContract {

    DirectArchivingTest() throws IOException {}

    @Override
    StreamSource source(TestLake lake) {
        return new DirectStream(lake.kinesis, lake.stream.name(), TestLake.FAST);
    }

    @Override
    void share(Worker one, Worker other) {
        // Each reads every shard.
    }
}
