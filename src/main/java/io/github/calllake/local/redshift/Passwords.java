package io.github.calllake.local.redshift;

import java.security.SecureRandom;

/** Passwords for this machine only. */
final class Passwords {
    private static final String CHARACTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private static final int LENGTH = 29;

    private Passwords() {}

    /** One that Redshift would take too: an upper case letter, a lower case letter and a digit are always in it. */
    static String random() {
        SecureRandom random = new SecureRandom();
        StringBuilder password = new StringBuilder("Pw1");
        for (int i = 0; i < LENGTH; i++) {
            password.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
        }
        return password.toString();
    }
}
