package io.github.calllake.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WatchedCallTest {

    private static final Duration NO_TIME = Duration.ofNanos(1);

    /** One of which nothing is asked but to be cancelled. */
    private static Statement statement() {
        return (Statement) Proxy.newProxyInstance(
                WatchedCallTest.class.getClassLoader(),
                new Class<?>[] {Statement.class},
                (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("cancel");
                    return null;
                });
    }

    @Test
    void a_call_that_has_failed_is_not_cancelled_whoever_has_its_connection_now() {
        WatchedCall call = WatchedCall.begin(statement(), NO_TIME);
        call.failed(new SQLException("refused"));
        call.ended();

        assertThat(call.look()).isFalse();
    }

    @Test
    void a_call_that_was_cancelled_has_no_answer() {
        WatchedCall call = WatchedCall.begin(statement(), NO_TIME);

        assertThat(call.look()).isTrue();
        assertThat(call.look()).isFalse();
        call.ended();
        assertThatThrownBy(call::succeeded).isInstanceOf(QueryException.class).hasMessageContaining("longer than PT");
    }

    @Test
    void a_time_beyond_what_nanoseconds_count_is_never_up() {
        WatchedCall call = WatchedCall.begin(statement(), Duration.ofSeconds(Long.MAX_VALUE));

        assertThat(call.look()).isFalse();
        call.ended();
        call.succeeded();
    }

    @Test
    void an_interrupt_is_kept() {
        WatchedCall call = WatchedCall.begin(statement(), Duration.ofMinutes(1));
        Thread.currentThread().interrupt();
        try {
            assertThat(call.look()).isTrue();
            call.ended();
            assertThatThrownBy(() -> call.failed(new SQLException("cancelled")))
                    .isInstanceOf(QueryException.class)
                    .hasMessageContaining("interrupted");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
