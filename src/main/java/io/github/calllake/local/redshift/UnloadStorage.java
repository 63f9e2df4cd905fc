package io.github.calllake.local.redshift;

import java.net.URI;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Where UNLOAD writes.
 *
 * @param endpoint of the S3, asked at the first UNLOAD; path-style addresses, any credentials
 * @param staging a directory for files in the making, made if missing
 */
public record UnloadStorage(Supplier<URI> endpoint, Path staging) {}
