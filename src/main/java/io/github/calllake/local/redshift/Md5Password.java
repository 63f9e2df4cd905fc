package io.github.calllake.local.redshift;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What a client sends for a password when it is asked by MD5, the one digest that Redshift's, PostgreSQL's driver and psql share. */
final class Md5Password {
    private Md5Password() {}

    /** What is kept of a password: 32 hexadecimal digits. */
    static String digest(String user, String password) {
        return hex((password + user).getBytes(StandardCharsets.UTF_8));
    }

    static String of(String user, String password, byte[] salt) {
        return of(digest(user, password), salt);
    }

    /** By what is kept of it. */
    static String of(String digest, byte[] salt) {
        byte[] hex = digest.getBytes(StandardCharsets.US_ASCII);
        return "md5" + hex(new BodyWriter().write(hex).write(salt).toBytes());
    }

    private static String hex(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no MD5", e);
        }
    }
}
