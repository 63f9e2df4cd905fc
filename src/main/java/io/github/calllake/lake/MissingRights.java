package io.github.calllake.lake;

import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * Tells calls that AWS refused for want of rights from others, so that whoever reads of it knows where the rights stand.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html">Access denied error
 *     messages</a>
 */
public final class MissingRights {

    private static final int FORBIDDEN = 403;
    private static final Pattern DENIED = Pattern.compile(
            "not authorized to perform|Access ?Denied|Insufficient permissions", Pattern.CASE_INSENSITIVE);
    private static final Pattern LAKE_FORMATION =
            Pattern.compile("Lake Formation permission", Pattern.CASE_INSENSITIVE);

    private MissingRights() {}

    /**
     * What to say before AWS's own words.
     *
     * @param failure any
     * @param part what {@code call-lake iam} calls whoever made the call, empty if it may be several
     * @return one line that ends in a colon and a blank, or nothing if the failure is of another kind
     */
    public static String hint(Throwable failure, String part) {
        return isCauseOf(failure) ? hintOf(part) : "";
    }

    /**
     * The same for what a service says of a query that was refused something while it ran.
     *
     * @param reason the service's own words
     */
    public static String hint(String reason) {
        if (LAKE_FORMATION.matcher(reason).find()) {
            return "not allowed (by AWS Lake Formation, which grants rights of its own): ";
        }
        return DENIED.matcher(reason).find() ? hintOf("") : "";
    }

    private static String hintOf(String part) {
        return "not allowed (`call-lake iam" + (part.isEmpty() ? "" : " " + part) + "` prints the rights it takes): ";
    }

    /** Whether a call was refused for want of rights, by the failure or by what has caused it. */
    public static boolean isIn(Throwable failure) {
        Throwable cause = failure.getCause();
        return isCauseOf(failure) || (cause != null && cause != failure && isIn(cause));
    }

    private static boolean isCauseOf(Throwable failure) {
        return failure instanceof AwsServiceException refusal
                && (refusal.statusCode() == FORBIDDEN
                        || (refusal.awsErrorDetails() != null
                                && String.valueOf(refusal.awsErrorDetails().errorCode())
                                        .startsWith("AccessDenied")));
    }
}
