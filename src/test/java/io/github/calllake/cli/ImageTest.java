package io.github.calllake.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What {@code mvn -Pimage package} leaves out of the container image is the stand-ins' alone. */
class ImageTest {

    private static final Pattern FILTER = Pattern.compile("<glob>/app/libs/([^<]+)</glob>");
    private static final Pattern BRACES = Pattern.compile("(.*)\\{([^}]+)}(.*)");

    @Test
    void the_product_uses_nothing_of_what_is_left_out() throws IOException {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.github.calllake.local..", "io.github.calllake.cli.bench..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages().toArray(String[]::new))
                .because("the container image goes without it")
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.github.calllake"));
    }

    @Test
    void everything_that_is_left_out_is_on_the_class_path() throws IOException {
        List<Path> jars = classPath();
        List<String> unknown = globs().stream()
                .filter(glob -> jars.stream().noneMatch(matcher(glob)::matches))
                .toList();

        assertThat(unknown).as("filters of the pom that leave nothing out").isEmpty();
    }

    private static Set<String> packages() throws IOException {
        Set<String> packages = new TreeSet<>();
        for (Path jar : classPath()) {
            if (jar.toString().endsWith(".jar")
                    && globs().stream().anyMatch(glob -> matcher(glob).matches(jar))) {
                try (JarFile file = new JarFile(fullPath(jar))) {
                    file.stream()
                            .map(entry -> entry.getName())
                            .filter(name ->
                                    name.endsWith(".class") && !name.startsWith("META-INF") && name.contains("/"))
                            .forEach(name -> packages.add(
                                    name.substring(0, name.lastIndexOf('/')).replace('/', '.')));
                }
            }
        }
        assertThat(packages).hasSizeGreaterThan(100);
        return packages;
    }

    private static List<Path> classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).getFileName())
                .toList();
    }

    private static File fullPath(Path name) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(File::new)
                .filter(file -> file.getName().equals(name.toString()))
                .findFirst()
                .orElseThrow();
    }

    private static PathMatcher matcher(String glob) {
        return FileSystems.getDefault().getPathMatcher("glob:" + glob);
    }

    /** One for each alternative. */
    private static List<String> globs() throws IOException {
        List<String> globs = new ArrayList<>();
        Matcher filters = FILTER.matcher(Files.readString(Path.of("pom.xml")));
        while (filters.find()) {
            Matcher braces = BRACES.matcher(filters.group(1));
            globs.addAll(
                    braces.matches()
                            ? Arrays.stream(braces.group(2).split(","))
                                    .map(each -> braces.group(1) + each + braces.group(3))
                                    .collect(Collectors.toList())
                            : List.of(filters.group(1)));
        }
        assertThat(globs).isNotEmpty();
        return globs;
    }
}
