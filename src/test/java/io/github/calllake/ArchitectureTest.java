package io.github.calllake;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The walls of the house, each with its reason. */
class ArchitectureTest {

    private static final String ROOT = "io.github.calllake.";
    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.github.calllake");

    /** The one exception, and the library's front door, which opens the rooms that a reporting application needs. */
    private static final String AT_THE_ROOT =
            "io\\.github\\.calllake\\.(CallLakeException|CallLake|CallLakeBuilder|OpenedHere)(\\$.*)?";

    /** Front doors first: a room may import only rooms that come after it. */
    private static final List<String> ROOMS = List.of(
            "cli",
            "operations",
            "export",
            "query",
            "archive",
            "catalog",
            "engine",
            "lake",
            "schema",
            "stream",
            "event",
            "simulate",
            "local");

    @Test
    void a_room_stands_above_all_that_it_imports() {
        for (int room = 0; room < ROOMS.size(); room++) {
            String[] above =
                    ROOMS.subList(0, room).stream().map(ArchitectureTest::room).toArray(String[]::new);
            if (above.length > 0) {
                check(noClasses()
                        .that()
                        .resideInAPackage(room(ROOMS.get(room)))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(above)
                        .because("data flows one way, and a newcomer reads the rooms in order"));
            }
        }
    }

    @Test
    void every_class_is_in_a_room() {
        String[] rooms = ROOMS.stream().map(ArchitectureTest::room).toArray(String[]::new);
        check(classes()
                .that()
                .doNotHaveSimpleName("package-info")
                .and()
                .haveNameNotMatching(AT_THE_ROOT)
                .should()
                .resideInAnyPackage(rooms)
                .because("a class without a room has no place in the order of the rooms"));
    }

    @Test
    void no_room_knows_the_door_that_opens_it() {
        check(noClasses()
                .that()
                .resideInAnyPackage(ROOMS.stream()
                        .filter(name -> !name.equals("cli"))
                        .map(ArchitectureTest::room)
                        .toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .haveNameMatching("io\\.github\\.calllake\\.(CallLake|CallLakeBuilder)(\\$.*)?")
                .because("it stands above them all but the command line"));
    }

    @Test
    void rooms_form_no_circle() {
        check(slices().matching("io.github.calllake.(*)..")
                .should()
                .beFreeOfCycles()
                .because("of two rooms that need each other neither can be understood alone"));
        check(slices().matching("io.github.calllake.local.(*)..")
                .should()
                .beFreeOfCycles()
                .because("each stand-in can be used without the others"));
    }

    @Test
    void local_imports_nothing_of_the_product() {
        check(noClasses()
                .that()
                .resideInAPackage(room("local"))
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("io.github.calllake..")
                        .and(JavaClass.Predicates.resideOutsideOfPackage(room("local"))))
                .because("the seam is AWS's own endpoints, so that what runs against local runs against AWS"));
    }

    @Test
    void only_the_command_line_imports_local() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(room("local"), room("cli"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(room("local"))
                .because("the product must not know whether it talks to AWS or to a stand-in"));
    }

    @Test
    void the_aws_sdk_is_seen_only_where_aws_is_called() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(room("stream"), room("lake"), room("catalog"), room("engine"), room("local"))
                .and()
                .doNotHaveSimpleName("CallLakeBuilder")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("software.amazon.awssdk..")
                .because(
                        "an upgrade of the SDK, or another way to AWS, must stay a matter of four rooms and of the door that"
                                + " takes an application's own clients"));
    }

    @Test
    void jooq_is_seen_only_where_queries_are_made() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(room("schema"), room("engine"), room("query"), room("export"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.jooq..")
                .because("results are records of this library, and SQL is written beside its query"));
    }

    @Test
    void picocli_is_seen_only_by_the_command_line() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(room("cli"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .because("library users have no command line on their class path"));
    }

    @Test
    void micrometer_is_seen_only_by_the_metrics_and_the_command_line() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(room("cli"))
                .and()
                .haveNameNotMatching(".*\\.(ArchiverMetrics|MeterGroup)(\\$.*)?")
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("io.micrometer..")
                        .or(JavaClass.Predicates.simpleName("ArchiverMetrics")))
                .because("it is optional: an archiver runs without it on the class path"));
    }

    @Test
    void library_rooms_use_no_stand_in_dependency() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(room("local"), room("cli"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.gaul..", "org.duckdb..", "io.trino..", "org.postgresql..", "ch.qos.logback..")
                .because("these are optional: library users do not have them"));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(PRODUCT);
    }

    private static String room(String name) {
        return ROOT + name + "..";
    }
}
