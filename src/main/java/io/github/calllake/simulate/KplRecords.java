package io.github.calllake.simulate;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** Packs records into one as the Kinesis Producer Library does, by its documented format. */
public final class KplRecords {

    private KplRecords() {}

    /** One record that holds the given ones, all under one partition key. */
    public static byte[] aggregate(String partitionKey, List<byte[]> records) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        bytes(message, 1, partitionKey.getBytes(StandardCharsets.UTF_8));
        for (byte[] record : records) {
            ByteArrayOutputStream sub = new ByteArrayOutputStream();
            varint(sub, 1 << 3);
            varint(sub, 0);
            bytes(sub, 3, record);
            bytes(message, 3, sub.toByteArray());
        }
        return sealed(message.toByteArray());
    }

    /** A message between the magic bytes and its sum. */
    public static byte[] sealed(byte[] message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0xF3, (byte) 0x89, (byte) 0x9A, (byte) 0xC2});
        out.writeBytes(message);
        try {
            out.writeBytes(MessageDigest.getInstance("MD5").digest(message));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    private static void bytes(ByteArrayOutputStream out, int field, byte[] content) {
        varint(out, field << 3 | 2);
        varint(out, content.length);
        out.writeBytes(content);
    }

    private static void varint(ByteArrayOutputStream out, int value) {
        int rest = value;
        while (rest > 0x7F) {
            out.write(rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }
}
