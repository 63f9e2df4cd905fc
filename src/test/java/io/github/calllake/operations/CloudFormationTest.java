package io.github.calllake.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.calllake.operations.IamPolicies.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/**
 * The template against the policies, and against cfn-lint, which knows CloudFormation's schemas. It is a Python program
 * ({@code pip install cfn-lint==1.51.0}) that is not everywhere: what it said of this very text is kept beside this test. After a
 * change, install it and run {@code mvn test -Dtest=CloudFormationTest -Dcall-lake.write-template-record=true}.
 *
 * @see <a href="https://github.com/aws-cloudformation/cfn-lint">cfn-lint</a>
 */
class CloudFormationTest {

    private static final Path TEMPLATE = Path.of("aws/call-lake.yaml");
    private static final Path RECORD = Path.of("src/test/resources/io/github/calllake/operations/cfn-lint.txt");
    private static final String LINTER = "cfn-lint 1.51.0";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("account", "111122223333"),
            Map.entry("region", "us-east-1"),
            Map.entry("stream", "calls"),
            Map.entry("bucket", "my-bucket"),
            Map.entry("prefix", "lake"),
            Map.entry("database", "calls_lake"),
            Map.entry("athena-workgroup", "calls_lake-AmazonChimeSDKDataAnalytics"),
            Map.entry("restricted-database", "calls_lake_restricted"),
            Map.entry("fleet", "fleet"),
            Map.entry("workgroup-id", "6e5a-77"),
            Map.entry("state-bucket", "my-bucket"),
            Map.entry("state-prefix", "exports-state"),
            Map.entry("export-bucket", "my-bucket"),
            Map.entry("export-prefix", "exports"),
            Map.entry("unload-bucket", "my-bucket"),
            Map.entry("unload-prefix", "exports-work"));

    private final JsonNode template = parse();

    private static JsonNode parse() {
        try {
            return JSON.valueToTree(new Yaml().load(Files.readString(TEMPLATE)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void its_policies_are_those_that_the_command_prints() throws IOException {
        assertThat(policies())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "RedshiftRole/ReadStream", policy(Part.REDSHIFT),
                        "ArchiverRole/Archive", policy(Part.ARCHIVER),
                        "ArchiverRole/ShareShards", policy(Part.ARCHIVER_FLEET),
                        "ExporterRole/Export", policy(Part.EXPORTER),
                        "CatalogPolicy", policy(Part.CATALOG),
                        "OperatorPolicy", policy(Part.OPERATOR),
                        "ReaderPolicy", policy(Part.READER),
                        "RestrictedReaderPolicy", policy(Part.RESTRICTED_READER)));
        assertThat(template.at("/Resources/RedshiftRole/Properties/AssumeRolePolicyDocument"))
                .isEqualTo(JSON.readTree(
                        new IamPolicies(NAMES).trust(Part.REDSHIFT).orElseThrow()));
    }

    private static JsonNode policy(Part part) throws IOException {
        return JSON.readTree(new IamPolicies(NAMES).policy(part));
    }

    private Map<String, JsonNode> policies() {
        Map<String, JsonNode> found = new LinkedHashMap<>();
        template.path("Resources").properties().forEach(resource -> {
            JsonNode properties = resource.getValue().path("Properties");
            switch (resource.getValue().path("Type").asText()) {
                case "AWS::IAM::ManagedPolicy" ->
                    found.put(resource.getKey(), filled(properties.path("PolicyDocument")));
                case "AWS::IAM::Role" ->
                    properties
                            .path("Policies")
                            .forEach(policy -> found.put(
                                    resource.getKey() + "/"
                                            + policy.path("PolicyName").asText(),
                                    filled(policy.path("PolicyDocument"))));
                default -> {}
            }
        });
        return found;
    }

    /** With Fn::Sub worked out. */
    private static JsonNode filled(JsonNode node) {
        if (node.has("Fn::Sub")) {
            return JSON.getNodeFactory()
                    .textNode(node.path("Fn::Sub")
                            .asText()
                            .replace("${AWS::AccountId}", "111122223333")
                            .replace("${AWS::Region}", "us-east-1")
                            .replace("${KinesisDataStreamName}", "calls")
                            .replace("${Bucket}", "my-bucket")
                            .replace("${LakePrefix}", "lake")
                            .replace("${GlueDatabaseName}", "calls_lake")
                            .replace("${FleetName}", "fleet")
                            .replace("${Workgroup.Workgroup.WorkgroupId}", "6e5a-77"));
        }
        if (node.isObject()) {
            ObjectNode copy = JSON.createObjectNode();
            node.properties().forEach(member -> copy.set(member.getKey(), filled(member.getValue())));
            return copy;
        }
        if (node.isArray()) {
            ArrayNode copy = JSON.createArrayNode();
            node.forEach(element -> copy.add(filled(element)));
            return copy;
        }
        return node;
    }

    @Test
    void the_bucket_is_encrypted_and_nobody_outside_sees_it_and_data_outlives_the_stack() {
        JsonNode bucket = template.at("/Resources/Bucket/Properties");

        assertThat(bucket.path("PublicAccessBlockConfiguration")).hasSize(4).allMatch(JsonNode::asBoolean);
        assertThat(bucket.at("/BucketEncryption/ServerSideEncryptionConfiguration"))
                .isNotEmpty();
        for (String kept : new String[] {"Bucket", "Stream", "Namespace"}) {
            JsonNode resource = template.at("/Resources/" + kept);
            assertThat(resource.path("DeletionPolicy").asText()).isEqualTo("Retain");
            assertThat(resource.path("UpdateReplacePolicy").asText()).isEqualTo("Retain");
        }
    }

    @Test
    void it_has_the_parameters_of_the_chime_stack() {
        assertThat(template.path("Parameters").properties().stream().map(Map.Entry::getKey))
                .contains("DataLakeType", "KinesisDataStreamName", "S3BucketURI", "GlueDatabaseName");
        String type = template.at("/Parameters/DataLakeType/AllowedPattern").asText();
        assertThat("Create Call Analytics DataLake").matches(type);
        assertThat("Create call analytics datalake").matches(type);
    }

    @Test
    void the_linter_found_nothing_in_this_very_text() throws Exception {
        String verdict = LINTER + " | " + digest(Files.readAllBytes(TEMPLATE)) + " | nothing found\n";
        if (Boolean.getBoolean("call-lake.write-template-record")) {
            assertThat(lint(TEMPLATE)).isEmpty();
            Files.writeString(RECORD, verdict);
        }
        assertThat(Files.readString(RECORD)).isEqualTo(verdict);
    }

    @Test
    void the_linter_knows_wrong_from_right(@TempDir Path directory) throws Exception {
        assumeTrue(installed(), LINTER + " is not installed");
        Path wrong = directory.resolve("wrong.yaml");
        Files.writeString(wrong, Files.readString(TEMPLATE).replace("RetentionPeriodHours", "RetentionHours"));

        assertThat(lint(TEMPLATE)).isEmpty();
        assertThat(lint(wrong)).contains("RetentionHours");
    }

    private static boolean installed() throws IOException, InterruptedException {
        try {
            return run("cfn-lint", "--version").strip().equals(LINTER);
        } catch (IOException e) {
            // There is no such program.
            return false;
        }
    }

    private static String lint(Path template) throws IOException, InterruptedException {
        return run("cfn-lint", template.toString());
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    private static String digest(byte[] text) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    }
}
