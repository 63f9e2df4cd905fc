package io.github.calllake.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LocalPartsTest {
    private final List<String> closed = Collections.synchronizedList(new ArrayList<>());
    private final LocalParts parts = new LocalParts();

    private record Part(String name, List<String> closed) implements AutoCloseable {
        @Override
        public void close() {
            closed.add(name);
        }
    }

    private void begin(String name, Callable<AutoCloseable> starter) {
        CompletableFuture<AutoCloseable> unused = parts.start(name, starter);
    }

    @Test
    void parts_start_side_by_side_and_are_closed_the_last_one_first() throws IOException {
        CountDownLatch both = new CountDownLatch(2);
        for (String name : List.of("a", "b")) {
            begin(name, () -> {
                both.countDown();
                both.await();
                return new Part(name, closed);
            });
        }
        parts.awaitStarted();
        parts.close();
        parts.close();
        assertThat(closed).containsExactly("b", "a");
    }

    @Test
    void when_one_does_not_start_it_is_named_and_the_others_are_closed() {
        begin("a", () -> new Part("a", closed));
        CompletableFuture<Part> broken = parts.start("b", () -> {
            throw new IllegalStateException("no room");
        });
        begin("c", () -> new Part("c on " + broken.join().name(), closed));
        begin("d", () -> new Part("d", closed));

        assertThatThrownBy(parts::awaitStarted)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("b did not start")
                .hasRootCauseMessage("no room");
        parts.close();
        assertThat(closed).containsExactly("d", "a");
    }

    @Test
    void each_is_closed_even_if_another_does_not_close() throws IOException {
        begin("a", () -> new Part("a", closed));
        begin("b", () -> () -> {
            throw new IOException("stuck");
        });
        parts.awaitStarted();
        assertThatThrownBy(parts::close).hasSuppressedException(new IOException("stuck"));
        assertThat(closed).containsExactly("a");
    }
}
