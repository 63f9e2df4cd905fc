package io.github.calllake.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** The pool's settings, each with its reason in docs/library.md. */
class RedshiftConnectionsTest {

    private static final RedshiftSettings SETTINGS =
            RedshiftSettings.of("jdbc:redshift://nowhere.invalid:5439/dev", "reader", "secret");

    @Test
    void a_workgroup_that_nobody_asks_may_rest() {
        HikariConfig config = RedshiftConnections.config(SETTINGS);

        assertThat(config.getKeepaliveTime()).isZero();
        assertThat(config.getMinimumIdle()).isZero();
        assertThat(config.getConnectionTestQuery()).isNull();
        assertThat(Duration.ofMillis(config.getIdleTimeout())).isEqualTo(Duration.ofMinutes(5));
        assertThat(Duration.ofMillis(config.getMaxLifetime())).isEqualTo(Duration.ofMinutes(20));
        assertThat(config.getMaximumPoolSize()).isEqualTo(5);
        assertThat(config.isAutoCommit()).isFalse();
        assertThat(config.isReadOnly()).isFalse();
    }

    @Test
    void the_driver_is_told_what_a_pool_needs_unless_the_settings_say_otherwise() {
        Properties properties = RedshiftConnections.config(
                        SETTINGS.withProperty("ApplicationName", "reports").withProperty("Region", "eu-west-1"))
                .getDataSourceProperties();

        assertThat(properties)
                .containsEntry("enableFetchRingBuffer", "false")
                .containsEntry("connectionTimezone", "SERVER")
                .containsEntry("tcpKeepAlive", "true")
                .containsEntry("ApplicationName", "reports")
                .containsEntry("Region", "eu-west-1");
        assertThat(RedshiftConnections.config(SETTINGS).getDataSourceProperties())
                .containsEntry("ApplicationName", "call-lake");
    }

    @Test
    void a_login_by_iam_has_neither_user_nor_password() {
        HikariConfig config = RedshiftConnections.config(RedshiftSettings.of("jdbc:redshift:iam://h:5439/dev", "", ""));

        assertThat(config.getUsername()).isNull();
        assertThat(config.getPassword()).isNull();
    }

    @Test
    void settings_tell_no_secrets() {
        assertThat(SETTINGS.withProperty("AccessKeyID", "hidden"))
                .hasToString(
                        "RedshiftSettings[schema=call_analytics, maxConnections=5, timeout=PT5M, properties=[AccessKeyID]]");
    }
}
