package io.github.calllake.operations;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;

/** The IAM actions that SDK clients asked for, each with the resource: {@code s3:GetObject arn:aws:s3:::bucket/key}. */
final class CalledActions implements ExecutionInterceptor {

    static final String REGION = "us-east-1";
    static final String ACCOUNT = "111122223333";

    private final Set<String> calls = new ConcurrentSkipListSet<>();
    private final String stream;
    private final String workGroup;

    /** Some calls name neither, but an iterator or a query. */
    CalledActions(String stream, String workGroup) {
        this.stream = stream;
        this.workGroup = workGroup;
    }

    Set<String> calls() {
        return new TreeSet<>(calls);
    }

    Set<String> actions() {
        Set<String> actions = new TreeSet<>();
        calls.forEach(call -> actions.add(call.substring(0, call.indexOf(' '))));
        return actions;
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        String operation = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
        String service = attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME);
        calls.add(
                switch (service) {
                    case "Kinesis" -> "kinesis:" + operation + " " + arn("kinesis") + "stream/" + stream;
                    case "Athena" -> "athena:" + operation + " " + arn("athena") + "workgroup/" + workGroup;
                    case "Glue" -> "glue:" + operation + " " + arn("glue") + "catalog";
                    case "S3" -> s3(operation, context.request());
                    default -> throw new AssertionError("no policy speaks of " + service);
                });
    }

    /** The actions that S3's operations need are not all named like them. */
    private static String s3(String operation, SdkRequest request) {
        String bucket = request.getValueForField("Bucket", String.class).orElseThrow();
        String key = request instanceof DeleteObjectsRequest many
                ? many.delete().objects().get(0).key()
                : request.getValueForField("Key", String.class).orElse("");
        String action =
                switch (operation) {
                    case "HeadBucket", "ListObjectsV2" -> "ListBucket";
                    case "HeadObject" -> "GetObject";
                    case "DeleteObjects" -> "DeleteObject";
                    default -> operation;
                };
        return "s3:" + action + " arn:aws:s3:::" + bucket + (key.isEmpty() ? "" : "/" + key);
    }

    private static String arn(String service) {
        return "arn:aws:" + service + ":" + REGION + ":" + ACCOUNT + ":";
    }
}
