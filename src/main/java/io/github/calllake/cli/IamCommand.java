package io.github.calllake.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.calllake.export.Destination;
import io.github.calllake.lake.S3Place;
import io.github.calllake.operations.IamPolicies;
import io.github.calllake.operations.IamPolicies.Part;
import io.github.calllake.schema.Restricted;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "iam",
        description = "Prints the IAM policy that a part needs: the least that does.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  call-lake iam redshift --trust",
            "  call-lake iam archiver --account 111122223333 --stream s --bucket s3://b",
            "  call-lake iam exporter --state s3://b/state --destination s3://b/exports",
            "  call-lake iam reader --explain"
        })
@SuppressWarnings("NullAway.Init") // picocli fills in the fields before anything runs.
final class IamCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "PART",
            description =
                    "redshift, archiver, archiver-fleet, reader, restricted-reader, operator, exporter or catalog.")
    private String part;

    @Option(names = "--account", paramLabel = "ID", description = "The AWS account.")
    private @Nullable String account;

    @Option(
            names = "--region",
            paramLabel = "REGION",
            defaultValue = "${env:AWS_REGION}",
            description = "The Region; else $$AWS_REGION.")
    private @Nullable String region;

    @Option(
            names = "--stream",
            paramLabel = "NAME",
            defaultValue = "${env:CALL_LAKE_STREAM}",
            description = "The stream; else $$CALL_LAKE_STREAM.")
    private @Nullable String stream;

    @Option(
            names = "--stream-key",
            paramLabel = "ARN",
            description = "The KMS key of an encrypted stream; its statement is left out without.")
    private @Nullable String streamKey;

    @Mixin
    private LakeOptions lake;

    @Option(
            names = "--lake-key",
            paramLabel = "ARN",
            description = "The KMS key of an encrypted bucket; its statement is left out without.")
    private @Nullable String lakeKey;

    @Option(
            names = "--database",
            paramLabel = "NAME",
            defaultValue = "${env:CALL_LAKE_DATABASE}",
            description = "The lake's Glue database; else $$CALL_LAKE_DATABASE.")
    private @Nullable String database;

    @Option(
            names = "--restricted",
            description =
                    "For catalog: also for the database of restricted readers; its statements are left out without.")
    private boolean restricted;

    @Option(
            names = "--workgroup-id",
            paramLabel = "UUID",
            description = "The Redshift workgroup's id, for login by IAM; its statement is left out without.")
    private @Nullable String workgroupId;

    @Option(
            names = "--fleet",
            paramLabel = "NAME",
            description = "For archiver-fleet and operator: the application name of archivers that share the shards.")
    private @Nullable String fleet;

    @Option(
            names = "--state",
            paramLabel = "s3://NAME/PREFIX",
            description = "For exporter: where the job file has its ledgers.")
    private @Nullable String state;

    @Option(
            names = "--destination",
            paramLabel = "s3://NAME/PREFIX",
            description = "For exporter: where objects go; their statements are left out without.")
    private @Nullable String destination;

    @Option(
            names = "--unload-work",
            paramLabel = "s3://NAME/PREFIX",
            description =
                    "For exporter and redshift: where engines write large results, as the job file has it; its statements are left out without.")
    private @Nullable String unloadWork;

    @Option(
            names = "--destination-key",
            paramLabel = "ARN",
            description =
                    "The KMS key of an encrypted destination, bucket or stream; its statement is left out without.")
    private @Nullable String destinationKey;

    @Option(
            names = "--results-stream",
            paramLabel = "NAME",
            description = "For exporter: the stream that rows go to; its statement is left out without.")
    private @Nullable String resultsStream;

    @Option(
            names = "--secret",
            paramLabel = "ARN",
            description =
                    "For exporter: the entry of Secrets Manager with the hot tier's password; its statement is left out without.")
    private @Nullable String secret;

    @Option(names = "--trust", description = "Print the trust policy instead: who may take the role on.")
    private boolean trust;

    @Option(names = "--explain", description = "Print each action with its reason instead.")
    private boolean explain;

    @Option(names = "--json", description = "Print the reasons as one JSON object; a policy is JSON anyway.")
    private boolean json;

    @Override
    public Integer call() {
        Part chosen = Usage.checked(spec, () -> part(part));
        IamPolicies policies = Usage.checked(spec, () -> new IamPolicies(names()));
        PrintWriter out = spec.commandLine().getOut();
        if (explain) {
            print(policies.reasons(chosen), out);
        } else if (trust) {
            out.println(policies.trust(chosen)
                    .orElseThrow(() -> Usage.wrong(
                            spec,
                            "only redshift has a trust policy of its own; who takes on the role of " + chosen.text()
                                    + " depends on where it runs")));
        } else {
            print(policies.policy(chosen), out);
            if (chosen == Part.EXPORTER && destination == null && resultsStream == null) {
                spec.commandLine()
                        .getErr()
                        .println("Nothing says where exports go: name --destination, --results-stream, or both.");
            }
        }
        return 0;
    }

    private void print(Map<String, String> reasons, PrintWriter out) {
        if (json) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            reasons.forEach(object::put);
            out.println(object);
        } else {
            reasons.forEach((action, reason) -> out.println(action + ": " + reason));
        }
    }

    private static Part part(String text) {
        return Arrays.stream(Part.values())
                .filter(each -> each.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no part \"" + text + "\", but "
                        + Arrays.stream(Part.values()).map(Part::text).collect(Collectors.joining(", "))));
    }

    private void print(String policy, PrintWriter out) {
        out.println(policy);
        SortedSet<String> missing = new TreeSet<>(IamPolicies.placeholders(policy));
        if (!missing.isEmpty()) {
            spec.commandLine().getErr().println("To be filled in: " + String.join(", ", missing) + ".");
        }
    }

    private Map<String, String> names() {
        PolicyNames names = new PolicyNames();
        names.put("account", account);
        names.put("region", region);
        names.put("stream", stream);
        names.put("stream-key", streamKey);
        lake.layoutIfNamed().ifPresent(names::lake);
        names.put("lake-key", lakeKey);
        if (database != null) {
            names.database(database);
            if (restricted) {
                names.put("restricted-database", Restricted.name(database));
            }
        }
        names.put("workgroup-id", workgroupId);
        names.put("fleet", fleet);
        names.put("lease-table", fleet);
        putPlace(names, "state", state);
        putPlace(names, "export", destination);
        putPlace(names, "unload", unloadWork);
        names.put("export-key", destinationKey);
        names.put("results-stream", resultsStream);
        names.put("secret", secret);
        return names.all();
    }

    /** As a job file has it: without a default for the prefix. */
    private static void putPlace(PolicyNames names, String place, @Nullable String address) {
        if (address != null) {
            S3Place there = S3Place.of(new Destination.Objects(address).address())
                    .orElseThrow(() -> new IllegalArgumentException("'" + address
                            + (address.startsWith("file:")
                                    ? "' is on this machine, where IAM has no say"
                                    : "' is no s3://bucket/prefix")));
            names.place(place, there);
        }
    }
}
