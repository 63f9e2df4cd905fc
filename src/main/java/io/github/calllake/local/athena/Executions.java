package io.github.calllake.local.athena;

import io.github.calllake.local.athena.QueryRunner.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queries that were started. The last thousand are remembered, in memory; their results are on disk. Thread-safe.
 */
final class Executions implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Executions.class);
    private static final int REMEMBERED = 1_000;
    private static final int AT_ONCE = 4;
    private static final long INTERRUPT_AGAIN_MILLIS = 10;

    private final QueryRunner runner;
    private final ResultStore store;
    private final Path directory;
    private final Clock clock;
    private final Map<String, Execution> byId = new LinkedHashMap<>();
    private final Map<String, Execution> byToken = new HashMap<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE, task -> {
        Thread thread = new Thread(task, "local-athena-query");
        thread.setDaemon(true);
        return thread;
    });

    private final ScheduledExecutorService interrupts = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "local-athena-interrupts");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Begins without queries.
     *
     * @param directory for results; what a former process left there is removed, since nobody remembers its queries
     */
    Executions(QueryRunner runner, ResultStore store, Path directory, Clock clock) throws IOException {
        this.runner = runner;
        this.store = store;
        this.directory = Files.createDirectories(directory);
        this.clock = clock;
        try (var old = Files.newDirectoryStream(directory)) {
            for (Path file : old) {
                Files.delete(file);
            }
        }
    }

    /**
     * Starts a query, or finds the one that the same token started.
     *
     * @param token empty if the caller gave none
     */
    synchronized Execution start(Execution.Request request, Optional<String> token) {
        Optional<Execution> known = token.map(byToken::get);
        if (known.isPresent()) {
            if (!known.get().request().equals(request)) {
                throw ApiException.invalidRequest("Idempotent parameters do not match");
            }
            return known.get();
        }
        Execution execution = new Execution(UUID.randomUUID().toString(), request, clock);
        byId.put(execution.id(), execution);
        token.ifPresent(text -> byToken.put(text, execution));
        forgetOldest();
        threads.execute(() -> run(execution));
        return execution;
    }

    private void forgetOldest() {
        List<Execution> oldest = new ArrayList<>(byId.values());
        for (Execution execution : oldest.subList(0, Math.max(0, oldest.size() - REMEMBERED))) {
            if (execution.state().isFinal()) {
                byId.remove(execution.id());
                byToken.values().remove(execution);
                try {
                    result(execution).delete();
                } catch (IOException e) {
                    throw new UncheckedIOException("Cannot delete an old result in " + directory, e);
                }
            }
        }
    }

    synchronized Optional<Execution> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** All that are remembered, the latest first. */
    synchronized List<Execution> all() {
        List<Execution> all = new ArrayList<>(byId.values());
        Collections.reverse(all);
        return all;
    }

    /** Stops a query if it has not ended. */
    void stop(Execution execution) {
        execution.cancel();
        if (execution.interrupt()) {
            interrupts.schedule(() -> stop(execution), INTERRUPT_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    ResultFile result(Execution execution) {
        return new ResultFile(path(execution));
    }

    private Path path(Execution execution) {
        return directory.resolve(execution.id() + ".rows");
    }

    private void run(Execution execution) {
        if (!execution.begin()) {
            return;
        }
        try {
            if (reuse(execution)) {
                return;
            }
            ResultFile result = result(execution);
            Outcome outcome;
            try (ResultFile.Writer rows = result.write()) {
                QueryInput input = input(execution);
                outcome = runner.run(execution.request().sql(), input, rows, execution::running);
            }
            if (outcome.bytesScanned() > execution.request().cutoff()) {
                execution.exceed(outcome);
                return;
            }
            Optional<List<String>> header = outcome.isQuery()
                    ? Optional.of(outcome.columns().stream().map(Column::name).toList())
                    : Optional.empty();
            Path aside = directory.resolve(execution.id() + ".csv");
            store.put(execution.resultLocation(), header, result, aside);
            if (outcome.written().isPresent()) {
                Files.write(aside, outcome.written().get());
                try {
                    store.upload(execution.manifestLocation(), aside);
                } finally {
                    Files.delete(aside);
                }
            }
            execution.succeed(outcome);
        } catch (SqlFailure e) {
            execution.fail(e.reason());
        } catch (IOException | RuntimeException e) {
            log.warn("Query {} failed in the stand-in itself", execution.id(), e);
            execution.fail("GENERIC_INTERNAL_ERROR: " + e);
        } catch (StackOverflowError e) {
            execution.fail("STATEMENT_TOO_LARGE: the statement is nested too deeply (stack overflow)");
        } finally {
            execution.left();
        }
    }

    private QueryInput input(Execution execution) {
        Execution.Request request = execution.request();
        QueryInput.Output output = new QueryInput.Output(
                execution.id(), request.workGroup(), request.outputLocation(), request.enforced());
        return new QueryInput(request.database(), request.parameters(), clock.instant(), output);
    }

    /** Gives an earlier result instead of asking, if that was wanted and there is one young enough. */
    private boolean reuse(Execution execution) throws IOException {
        Execution.Request wanted = execution.request();
        if (wanted.reuse().isZero() || !execution.kind().name().equals("SELECT")) {
            return false;
        }
        for (Execution earlier : all()) {
            Optional<Outcome> outcome = earlier.outcome();
            if (outcome.isPresent() && earlier.request().asks(wanted) && earlier.succeededWithin(wanted.reuse())) {
                Files.createLink(path(execution), path(earlier));
                execution.reuse(earlier, outcome.get());
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        all().forEach(this::stop);
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
                log.warn("A query does not end; it is left to the end of the process");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        interrupts.shutdownNow();
        store.close();
    }
}
