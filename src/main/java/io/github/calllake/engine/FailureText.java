package io.github.calllake.engine;

import io.github.calllake.lake.MissingRights;
import java.util.Comparator;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What may be told of a failed query: the statement without its literals, and the engine's reason without values. Where a
 * reason is about data it can quote a row, so only its code is kept; Athena's console has the rest under the query's id.
 */
final class FailureText {

    private static final Pattern CODE = Pattern.compile("([A-Z][A-Z_]+)(?::.*)?", Pattern.DOTALL);
    private static final Pattern QUOTED = Pattern.compile("'(?:''|[^'])*'");
    private static final Pattern MANY_DIGITS = Pattern.compile("\\+?[0-9]{7,}");
    private static final int SHORTEST_MASKED = 2;
    private static final int LONGEST_SQL = 2000;

    private static final Set<String> ABOUT_DATA = Set.of(
            "INVALID_CAST_ARGUMENT",
            "INVALID_FUNCTION_ARGUMENT",
            "NUMERIC_VALUE_OUT_OF_RANGE",
            "INVALID_LITERAL",
            "JSON_INPUT_CONVERSION_ERROR",
            "PATH_EVALUATION_ERROR",
            "GENERIC_USER_ERROR",
            "GENERIC_INTERNAL_ERROR");

    private FailureText() {}

    /** Why a query failed; where it was refused something while it ran, where rights stand. */
    static String failure(String reason, SqlText statement) {
        return MissingRights.hint(reason) + reason(reason, statement);
    }

    static String reason(String reason, SqlText statement) {
        Matcher code = CODE.matcher(reason);
        if (code.matches() && ABOUT_DATA.contains(code.group(1))) {
            return code.group(1);
        }
        String masked = QUOTED.matcher(reason).replaceAll("'?'");
        for (String literal : statement.literals().stream()
                .filter(text -> text.length() >= SHORTEST_MASKED)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList()) {
            masked = masked.replace(literal, "?");
        }
        return MANY_DIGITS.matcher(masked).replaceAll("?");
    }

    /** Why a service refused a request. */
    static String refusal(SdkException e, SqlText statement) {
        String said = e instanceof AwsServiceException refused && refused.awsErrorDetails() != null
                ? refused.awsErrorDetails().errorMessage()
                : e.getClass().getSimpleName();
        String denied = denied(e);
        return denied.isEmpty() ? reason(String.valueOf(said), statement) : denied;
    }

    /** What AWS says to who lacks rights, which holds no values; empty if it is something else that failed. */
    static String denied(SdkException e) {
        String hint = MissingRights.hint(e, "");
        return hint.isEmpty() ? "" : hint + e.getMessage();
    }

    /** The same after a colon. */
    static String orDenied(SdkException e) {
        String denied = denied(e);
        return denied.isEmpty() ? "" : ": " + denied;
    }

    static String sql(SqlText statement) {
        String masked = statement.masked();
        return masked.length() <= LONGEST_SQL ? masked : masked.substring(0, LONGEST_SQL) + " ...";
    }
}
