package io.github.calllake.local.redshift;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Hears what classes log, and keeps it from the console, until it is closed. */
final class QuietLog implements AutoCloseable {

    private final List<Logger> loggers;
    private final ListAppender<ILoggingEvent> heard = new ListAppender<>();

    QuietLog(Class<?>... classes) {
        heard.start();
        loggers = List.of(classes).stream()
                .map(type -> (Logger) LoggerFactory.getLogger(type))
                .toList();
        loggers.forEach(logger -> {
            logger.addAppender(heard);
            logger.setAdditive(false);
        });
    }

    List<String> messages() {
        return List.copyOf(heard.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Override
    public void close() {
        loggers.forEach(logger -> {
            logger.setAdditive(true);
            logger.detachAppender(heard);
        });
    }
}
