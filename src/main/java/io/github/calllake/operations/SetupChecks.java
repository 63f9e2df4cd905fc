package io.github.calllake.operations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.calllake.engine.HotTierHistory;
import io.github.calllake.engine.HotTierMigrations;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether the hot tier is as the migrations made it. */
final class SetupChecks {

    private SetupChecks() {}

    /** Reached by then; says as whom, since much depends on it. */
    record Reachable(HotTierCatalog catalog) implements Check {

        @Override
        public String id() {
            return "hot.reachable";
        }

        @Override
        public List<Finding> look() {
            String user = catalog.session()
                    .rows("SELECT CURRENT_USER AS me")
                    .get(0)
                    .text("me")
                    .orElse("?");
            return List.of(Finding.ok(id(), "reached as user " + user));
        }
    }

    record Migrations(HotTier hotTier) implements Check {

        @Override
        public String id() {
            return "hot.migrations";
        }

        @Override
        public List<Finding> look() {
            HotTierHistory history;
            try {
                history = HotTierMigrations.history(hotTier.redshift(), hotTier.settings());
            } catch (IllegalArgumentException e) {
                return List.of(Finding.unseen(id(), String.valueOf(e.getMessage())));
            }
            List<Finding> findings = new ArrayList<>();
            if (!history.failed().isEmpty()) {
                findings.add(Finding.error(
                        id(),
                        "migrations that stopped half way: " + history.failed(),
                        "Later ones do not run until it is mended, and the views that they make are missing.",
                        "Find out from the failure what is wrong, drop what the script left behind, run"
                                + " `mvn flyway:repair`, then `mvn flyway:migrate`."));
            }
            if (!history.pending().isEmpty()) {
                boolean none = history.applied() == 0;
                findings.add(new Finding(
                        id(),
                        none ? Severity.ERROR : Severity.WARNING,
                        none ? "no migration is applied" : "migrations that are not applied: " + history.pending(),
                        "Views that this version asks are missing or old.",
                        "Run `./call-lake migrate` or `mvn flyway:migrate` as the user who owns the views."));
            }
            if (!history.odd().isEmpty()) {
                findings.add(Finding.warning(
                        id(),
                        "applied migrations that this version does not have, or has otherwise: " + history.odd(),
                        "The views may not have the columns that this version asks for.",
                        "Use the version of Call Lake that made them, or migrate with this one into a schema of its"
                                + " own."));
            }
            // Where no migration is applied, that is said.
            if (!history.repeatable().isEmpty() && history.applied() > 0) {
                findings.add(Finding.warning(
                        id(),
                        "repeatable migrations that this version has otherwise than they ran last: "
                                + history.repeatable(),
                        "They give readers their rights: whoever has a reader's role may miss views, or see what he is not to see any"
                                + " more.",
                        "Run `./call-lake migrate` or `mvn flyway:migrate`: they run again, and nothing else does."));
            }
            return findings.isEmpty()
                    ? List.of(Finding.ok(id(), history.applied() + " versioned migrations applied, none pending"))
                    : findings;
        }
    }

    record StreamName(HotTierCatalog catalog) implements Check {

        @Override
        public String id() {
            return "hot.stream-name";
        }

        @Override
        public List<Finding> look() {
            Set<String> mine =
                    catalog.streamingViews().stream().map(StreamingView::name).collect(Collectors.toSet());
            TreeSet<String> read = new TreeSet<>();
            catalog.streamsOfViews().forEach((view, streams) -> {
                if (mine.contains(view)) {
                    read.addAll(streams);
                }
            });
            TreeSet<String> names = new TreeSet<>(read);
            names.add(catalog.hotTier().stream());
            List<String> capitals = names.stream()
                    .filter(name -> !name.equals(name.toLowerCase(Locale.ROOT)))
                    .toList();
            List<Finding> findings = new ArrayList<>();
            if (!capitals.isEmpty()) {
                findings.add(Finding.error(
                        id(),
                        "stream names with capitals: " + capitals,
                        "Redshift folds names to lower case; auto refresh fails on such a stream unless"
                                + " enable_case_sensitive_identifier is true for the whole workgroup or database.",
                        "Make a stream with a lower-case name and let the pipeline write there; or set"
                                + " enable_case_sensitive_identifier to true in the workgroup's parameters."));
            }
            if (!read.isEmpty() && read.stream().noneMatch(catalog.hotTier().stream()::equalsIgnoreCase)) {
                findings.add(Finding.error(
                        id(),
                        "the views read " + read + ", the setting says " + catalog.hotTier().stream(),
                        "A streaming view goes on reading the stream that it was made for, whatever the setting says"
                                + " later.",
                        "Correct the setting, or migrate into a schema of its own for the other stream."));
            }
            if (findings.isEmpty()) {
                findings.add(
                        read.isEmpty()
                                ? Finding.unseen(
                                        id(), "Redshift says nothing of the streams that this user's views read")
                                : Finding.ok(id(), "the views read " + read));
            }
            return findings;
        }
    }

    /** IF NOT EXISTS leaves the schema that is there, with the role and Region of the day it was made. */
    record ExternalSchema(HotTierCatalog catalog) implements Check {

        private static final String WHY =
                "CREATE EXTERNAL SCHEMA IF NOT EXISTS keeps what is there, and a Kinesis schema"
                        + " cannot be altered: the views go on with the old %s.";
        private static final String FIX =
                "If the schema is right, correct the setting. If not: DROP SCHEMA %s CASCADE drops"
                        + " the streaming views with it, and what the stream no longer holds is then in the lake only; so archive"
                        + " first, then drop, then migrate into a fresh schema.";

        @Override
        public String id() {
            return "hot.external-schema";
        }

        @Override
        public List<Finding> look() {
            HotTier hotTier = catalog.hotTier();
            Optional<String> options = catalog.externalSchemaOptions();
            if (options.isEmpty()) {
                return List.of(Finding.notice(
                        id(),
                        "the external schema " + hotTier.kinesisSchema() + " is not there, or not this user's to see",
                        "Role and Region of the streaming views cannot be compared with the settings.",
                        "Look as its owner or as a superuser."));
            }
            JsonNode json = parse(options.get());
            List<Finding> findings = new ArrayList<>();
            role(json, hotTier).ifPresent(findings::add);
            region(json, hotTier).ifPresent(findings::add);
            return findings.isEmpty()
                    ? List.of(Finding.ok(
                            id(),
                            "external schema " + hotTier.kinesisSchema() + " has the role and Region of the settings"))
                    : findings;
        }

        private Optional<Finding> role(JsonNode options, HotTier hotTier) {
            String wanted = hotTier.iamRole().replace("'", "");
            String there = options.path("IAM_ROLE").asText("");
            if (there.isEmpty() || there.equals(wanted)) {
                return Optional.empty();
            }
            if (wanted.equals("default")) {
                return Optional.of(Finding.notice(
                        id(),
                        "the setting says the namespace's default role, the external schema says " + there,
                        "`default` stands for whatever role was the default when the schema was made.",
                        "Make sure that this role is still the one that may read the stream."));
            }
            return Optional.of(Finding.error(
                    id(),
                    "the external schema uses role " + there + ", the setting says " + wanted,
                    String.format(Locale.ROOT, WHY, "role"),
                    String.format(Locale.ROOT, FIX, hotTier.kinesisSchema())));
        }

        private Optional<Finding> region(JsonNode options, HotTier hotTier) {
            String there = options.path("REGION").asText("");
            String wanted = hotTier.region().orElse("");
            if (there.equals(wanted) || wanted.isEmpty()) {
                return Optional.empty();
            }
            if (there.isEmpty()) {
                return Optional.of(Finding.notice(
                        id(),
                        "the setting says Region " + wanted + ", the external schema names none that can be seen",
                        "Without one, Redshift reads the stream in its own Region.",
                        "Make sure that the stream is in the workgroup's Region."));
            }
            return Optional.of(Finding.error(
                    id(),
                    "the external schema reads Region " + there + ", the setting says " + wanted,
                    String.format(Locale.ROOT, WHY, "Region"),
                    String.format(Locale.ROOT, FIX, hotTier.kinesisSchema())));
        }

        private static JsonNode parse(String options) {
            try {
                return new ObjectMapper().readTree(options);
            } catch (JsonProcessingException e) {
                throw new OperationException("the external schema's options are no JSON", e);
            }
        }
    }

    record Views(HotTierCatalog catalog) implements Check {

        @Override
        public String id() {
            return "hot.views";
        }

        @Override
        public List<Finding> look() {
            List<String> names =
                    catalog.streamingViews().stream().map(StreamingView::name).toList();
            if (names.isEmpty()) {
                return List.of(Finding.notice(
                        id(),
                        "no streaming view in schema " + catalog.hotTier().schema() + " that is this user's to see",
                        "Redshift shows materialized views to their owner only. What follows comes from the flat views.",
                        "For a whole look, run as the user who migrated."));
            }
            return List.of(Finding.ok(
                    id(),
                    names.size()
                            + (names.size() == 1 ? " streaming view: " : " streaming views: ")
                            + String.join(", ", names)));
        }
    }
}
