package io.github.calllake.local.redshift;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * One login by SCRAM-SHA-256 without channel binding (<a href="https://www.rfc-editor.org/rfc/rfc7677">RFC 7677</a>), what PostgreSQL
 * asks for by default. Not thread-safe.
 */
final class ScramClient {
    static final String MECHANISM = "SCRAM-SHA-256";

    private static final String NO_CHANNEL_BINDING = "n,,";
    private static final int KEY_BITS = 256;
    private static final int NONCE_BYTES = 18;
    private static final int MAX_ITERATIONS = 10_000_000;

    private final String password;
    private final String firstBare;
    private byte[] expectedSignature = {};

    ScramClient(String password) {
        byte[] nonce = new byte[NONCE_BYTES];
        new SecureRandom().nextBytes(nonce);
        this.password = password;
        // PostgreSQL takes the user from the startup message.
        this.firstBare = "n=,r=" + Base64.getEncoder().encodeToString(nonce);
    }

    String first() {
        return NO_CHANNEL_BINDING + firstBare;
    }

    /** The answer to the server's challenge. */
    String last(String serverFirst) throws ProtocolException {
        Map<String, String> challenge = attributes(serverFirst);
        String nonce = challenge.getOrDefault("r", "");
        if (!nonce.startsWith(attributes(firstBare).getOrDefault("r", "?"))) {
            throw new ProtocolException("the server's SCRAM nonce is not ours");
        }
        String withoutProof = "c=" + base64(NO_CHANNEL_BINDING.getBytes(StandardCharsets.US_ASCII)) + ",r=" + nonce;
        byte[] message = utf8(firstBare + "," + serverFirst + "," + withoutProof);
        try {
            byte[] salted = salted(challenge);
            byte[] clientKey = hmac(salted, utf8("Client Key"));
            byte[] proof = xor(clientKey, hmac(sha256(clientKey), message));
            expectedSignature = hmac(hmac(salted, utf8("Server Key")), message);
            return withoutProof + ",p=" + base64(proof);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new ProtocolException("SCRAM failed: " + e.getMessage());
        }
    }

    /** Checks that the server knows the password too. */
    void verify(String serverLast) throws ProtocolException {
        String signature = attributes(serverLast).getOrDefault("v", "");
        if (expectedSignature.length == 0 || !MessageDigest.isEqual(utf8(base64(expectedSignature)), utf8(signature))) {
            throw new ProtocolException("the server's SCRAM signature is wrong");
        }
    }

    private byte[] salted(Map<String, String> challenge) throws GeneralSecurityException {
        byte[] salt = Base64.getDecoder().decode(challenge.getOrDefault("s", ""));
        int iterations = Integer.parseInt(challenge.getOrDefault("i", ""));
        if (iterations > MAX_ITERATIONS) {
            throw new IllegalArgumentException(iterations + " iterations");
        }
        char[] normalized = Normalizer.normalize(password, Normalizer.Form.NFKC).toCharArray();
        return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(new PBEKeySpec(normalized, salt, iterations, KEY_BITS))
                .getEncoded();
    }

    private static Map<String, String> attributes(String message) {
        Map<String, String> attributes = new HashMap<>();
        for (String part : message.split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                attributes.put(part.substring(0, equals), part.substring(equals + 1));
            }
        }
        return attributes;
    }

    private static byte[] hmac(byte[] key, byte[] message) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(message);
    }

    private static byte[] sha256(byte[] message) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256").digest(message);
    }

    private static byte[] xor(byte[] left, byte[] right) {
        byte[] result = left.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] ^= right[i];
        }
        return result;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
