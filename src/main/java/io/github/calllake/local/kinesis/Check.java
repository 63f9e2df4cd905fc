package io.github.calllake.local.kinesis;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The API's constraints on request members, refused in its words. */
final class Check {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]+");
    private static final Pattern HASH_KEY = Pattern.compile("0|([1-9]\\d{0,38})");

    private Check() {}

    static <T> T required(@Nullable T value, String member) {
        if (value == null) {
            throw violated("null", member, "Member must not be null");
        }
        return value;
    }

    /** A stream's name or a shard's ID. */
    static String name(@Nullable String value, String member) {
        String name = length(value, member, 1, 128);
        if (!NAME.matcher(name).matches()) {
            throw violated(name, member, "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+");
        }
        return name;
    }

    static String length(@Nullable String value, String member, int min, int max) {
        String text = required(value, member);
        int characters = text.codePointCount(0, text.length());
        if (characters < min) {
            throw violated(text, member, "Member must have length greater than or equal to " + min);
        }
        if (characters > max) {
            throw violated(text, member, "Member must have length less than or equal to " + max);
        }
        return text;
    }

    static int between(int value, String member, int min, int max) {
        if (value < min) {
            throw violated(String.valueOf(value), member, "Member must have value greater than or equal to " + min);
        }
        if (value > max) {
            throw violated(String.valueOf(value), member, "Member must have value less than or equal to " + max);
        }
        return value;
    }

    static int between(@Nullable Integer value, String member, int min, int max, int otherwise) {
        return value == null ? otherwise : between(value.intValue(), member, min, max);
    }

    static <E extends Enum<E>> E oneOf(Class<E> choices, @Nullable String value, String member) {
        String text = required(value, member);
        return Arrays.stream(choices.getEnumConstants())
                .filter(choice -> choice.name().equals(text))
                .findFirst()
                .orElseThrow(() -> violated(
                        text,
                        member,
                        "Member must satisfy enum value set: " + Arrays.toString(choices.getEnumConstants())));
    }

    static BigInteger hashKey(@Nullable String value, String member) {
        String text = required(value, member);
        if (!HASH_KEY.matcher(text).matches()) {
            throw violated(text, member, "Member must satisfy regular expression pattern: " + HASH_KEY);
        }
        BigInteger hashKey = new BigInteger(text);
        if (!HashKeys.isHashKey(hashKey)) {
            throw KinesisException.invalidArgument(
                    "Invalid " + member + ". It must be in the range: [0, 2^128-1]. Specified value was " + text);
        }
        return hashKey;
    }

    static KinesisException violated(String value, String member, String constraint) {
        return KinesisException.validation("1 validation error detected: Value '" + value + "' at '" + member
                + "' failed to satisfy constraint: " + constraint);
    }
}
