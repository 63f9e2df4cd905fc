package io.github.calllake.local.kinesis;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A server in a process of its own, which a test can kill. */
final class LocalKinesisProcess implements AutoCloseable {
    private final Process process;
    private final URI endpoint;

    private LocalKinesisProcess(Process process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    static LocalKinesisProcess start(Path directory) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LocalKinesisProcess.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String endpoint = process.inputReader(StandardCharsets.UTF_8).readLine();
        if (endpoint == null) {
            process.destroyForcibly();
            throw new IOException("The child process did not say where it listens");
        }
        return new LocalKinesisProcess(process, URI.create(endpoint));
    }

    /** The child: serves until it is killed or its parent is gone. */
    public static void main(String[] arguments) throws IOException {
        try (LocalKinesis kinesis = LocalKinesis.start(Path.of(arguments[0]))) {
            System.out.println(kinesis.endpoint());
            int end = System.in.read();
            assert end < 0;
        }
    }

    URI endpoint() {
        return endpoint;
    }

    /** As {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
