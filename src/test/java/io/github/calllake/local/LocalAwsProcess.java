package io.github.calllake.local;

import java.nio.file.Path;

/** A JVM of its own for tests that kill it: runs a stack on a directory and says where. */
public final class LocalAwsProcess {
    private LocalAwsProcess() {}

    public static void main(String[] arguments) throws Exception {
        LocalAws aws = LocalAws.start(Path.of(arguments[0]));
        System.out.println("stack " + aws.kinesisEndpoint() + " " + aws.redshiftJdbcUrl() + " " + aws.redshiftUser()
                + " " + aws.redshiftPassword());
        Thread.sleep(Long.MAX_VALUE);
    }
}
