package io.github.calllake.catalog;

import io.github.calllake.engine.AthenaSettings;
import io.github.calllake.engine.AthenaStatements;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.lake.MissingRights;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.InvalidRequestException;
import software.amazon.awssdk.services.athena.model.WorkGroup;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.AlreadyExistsException;
import software.amazon.awssdk.services.glue.model.Database;
import software.amazon.awssdk.services.glue.model.DatabaseInput;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.Table;
import software.amazon.awssdk.services.glue.model.TableInput;
import software.amazon.awssdk.services.s3.S3Client;

/** The calls that the catalog makes; a refused one is a {@link CatalogException} of one line. Thread-safe. */
final class CatalogClients implements AutoCloseable {

    private final GlueClient glue;
    private final AthenaClient athena;
    private final S3Client s3;

    CatalogClients(GlueClient glue, AthenaClient athena, S3Client s3) {
        this.glue = glue;
        this.athena = athena;
        this.s3 = s3;
    }

    /** The bucket; it need not be closed. */
    LakeStore store(String bucket) {
        return new LakeStore(s3, bucket);
    }

    Optional<Database> database(String name) {
        return attempt("look up database " + name, () -> {
            try {
                return Optional.of(
                        glue.getDatabase(request -> request.name(name)).database());
            } catch (EntityNotFoundException e) {
                return Optional.empty();
            }
        });
    }

    void createDatabase(DatabaseInput input) {
        attempt("make database " + input.name(), () -> {
            try {
                return glue.createDatabase(request -> request.databaseInput(input));
            } catch (AlreadyExistsException e) {
                throw new CatalogException(
                        "Database " + input.name() + " has just been made by somebody else; look again", e);
            }
        });
    }

    void updateDatabase(DatabaseInput input) {
        attempt(
                "mark database " + input.name(),
                () -> glue.updateDatabase(request -> request.name(input.name()).databaseInput(input)));
    }

    void deleteDatabase(String name) {
        attempt("delete database " + name, () -> {
            try {
                return Optional.of(glue.deleteDatabase(request -> request.name(name)));
            } catch (EntityNotFoundException e) {
                return Optional.empty();
            }
        });
    }

    /** The tables and views of a database by name. */
    Map<String, Table> tables(String database) {
        return attempt("list the tables of database " + database, () -> {
            Map<String, Table> all = new TreeMap<>();
            glue.getTablesPaginator(request -> request.databaseName(database)).stream()
                    .flatMap(page -> page.tableList().stream())
                    .forEach(table -> all.put(table.name(), table));
            return all;
        });
    }

    /** Makes a table; one of that name is replaced. */
    void putTable(String database, TableInput input) {
        attempt("make table " + database + "." + input.name(), () -> {
            try {
                return glue.createTable(
                        request -> request.databaseName(database).tableInput(input));
            } catch (AlreadyExistsException e) {
                return glue.updateTable(
                        request -> request.databaseName(database).tableInput(input));
            }
        });
    }

    Optional<Table> table(String database, String name) {
        return attempt("look up " + database + "." + name, () -> {
            try {
                return Optional.of(
                        glue.getTable(request -> request.databaseName(database).name(name))
                                .table());
            } catch (EntityNotFoundException e) {
                return Optional.empty();
            }
        });
    }

    /** Changes a table that has not been changed since it was looked at. */
    void updateTable(Table seen, TableInput input) {
        attempt(
                "change table " + seen.databaseName() + "." + seen.name(),
                () -> glue.updateTable(request -> request.databaseName(seen.databaseName())
                        .tableInput(input)
                        .versionId(seen.versionId())));
    }

    void deleteTable(String database, String table) {
        attempt("delete " + database + "." + table, () -> {
            try {
                return Optional.of(glue.deleteTable(
                        request -> request.databaseName(database).name(table)));
            } catch (EntityNotFoundException e) {
                return Optional.empty();
            }
        });
    }

    /** Athena says with one and the same error that there is no such workgroup and that a request is wrong. */
    Optional<WorkGroup> workGroup(String name) {
        return attempt("look up workgroup " + name, () -> {
            try {
                return Optional.of(
                        athena.getWorkGroup(request -> request.workGroup(name)).workGroup());
            } catch (InvalidRequestException e) {
                return Optional.empty();
            }
        });
    }

    void createWorkGroup(WorkGroupDefinition group) {
        attempt(
                "make workgroup " + group.name(),
                () -> athena.createWorkGroup(request -> request.name(group.name())
                        .description(group.description())
                        .configuration(group.configuration())));
    }

    /** With what it remembers of queries; their results stay in S3. */
    void deleteWorkGroup(String name) {
        attempt(
                "delete workgroup " + name,
                () -> athena.deleteWorkGroup(request -> request.workGroup(name).recursiveDeleteOption(true)));
    }

    /** Runs a statement of Athena in the database's own workgroup. */
    void execute(String database, String statement) {
        new AthenaStatements(AthenaSettings.of(database), athena).execute(statement);
    }

    /** What a failed call says to the user, in a line. */
    private static <T> T attempt(String action, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException e) {
            throw new CatalogException("Could not " + action + ": " + explain(e), e);
        }
    }

    static String explain(SdkException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException host) {
                return "there is no " + host.getMessage() + "; is AWS_REGION the name of a Region?";
            }
        }
        String message =
                String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        return MissingRights.hint(failure, "catalog") + message;
    }

    @Override
    public void close() {
        glue.close();
        athena.close();
        s3.close();
    }
}
