package io.github.calllake.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * A login by the name of its entry in AWS Secrets Manager, which holds {@code username} and {@code password} as JSON, as entries that
 * Redshift manages do, or the password alone. Read once: who opens connections for longer than a password lives reads it again.
 *
 * <p>Wants {@code software.amazon.awssdk:secretsmanager} on the class path, an optional dependency, and the right to
 * {@code secretsmanager:GetSecretValue}.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/mgmt/redshift-secrets-manager-integration.html">Managing Redshift admin
 *     passwords using AWS Secrets Manager</a>
 */
public final class RedshiftSecret {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private RedshiftSecret() {}

    /**
     * These settings with the user and the password of an entry.
     *
     * @param settings whose user stays if it is not empty
     * @param secret the entry's name or ARN
     * @throws QueryException if it cannot be read, or holds no password
     */
    public static RedshiftSettings login(RedshiftSettings settings, String secret) {
        try (SecretsManagerClient client = SecretsManagerClient.create()) {
            return login(settings, secret, client);
        } catch (SdkException e) {
            throw new QueryException(
                    Tier.HOT,
                    "The Secrets Manager entry " + secret
                            + " cannot be read; it takes secretsmanager:GetSecretValue, and kms:Decrypt if it has a key of its own",
                    e);
        }
    }

    private static RedshiftSettings login(RedshiftSettings settings, String secret, SecretsManagerClient client) {
        String text = client.getSecretValue(request -> request.secretId(secret)).secretString();
        if (text == null || text.isBlank()) {
            throw new QueryException(Tier.HOT, "The Secrets Manager entry " + secret + " holds no text");
        }
        if (!text.stripLeading().startsWith("{")) {
            return with(settings, settings.user(), text.strip());
        }
        JsonNode entry = parsed(secret, text);
        String password = entry.path("password").asText();
        if (password.isEmpty()) {
            throw new QueryException(Tier.HOT, "The Secrets Manager entry " + secret + " has no \"password\"");
        }
        return with(settings, settings.user().isEmpty() ? entry.path("username").asText() : settings.user(), password);
    }

    private static JsonNode parsed(String secret, String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            // Not as a cause: its message quotes what it read.
            throw new QueryException(Tier.HOT, "The Secrets Manager entry " + secret + " begins like JSON and is none");
        }
    }

    private static RedshiftSettings with(RedshiftSettings settings, String user, String password) {
        return new RedshiftSettings(
                settings.url(), user, password, settings.schema(), settings.maxConnections(), settings.timeout());
    }
}
