package io.github.calllake.local.redshift;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Properties;

/** The drivers that applications come with. */
enum Driver {
    REDSHIFT("jdbc:redshift://127.0.0.1:%d/dev?ssl=false"),
    REDSHIFT_WITHOUT_RING_BUFFER("jdbc:redshift://127.0.0.1:%d/dev?ssl=false&enableFetchRingBuffer=false"),
    POSTGRESQL("jdbc:postgresql://127.0.0.1:%d/dev");

    private final String url;

    Driver(String url) {
        this.url = url;
    }

    boolean isRedshift() {
        return this != POSTGRESQL;
    }

    Connection connect(LocalStack stack, String... more) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", stack.user());
        properties.setProperty("password", stack.password());
        for (int i = 0; i < more.length; i += 2) {
            properties.setProperty(more[i], more[i + 1]);
        }
        return DriverManager.getConnection(String.format(Locale.ROOT, url, stack.port()), properties);
    }
}
