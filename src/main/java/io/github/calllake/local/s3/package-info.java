/** An S3 for one machine: S3Proxy over a directory, and what the other stand-ins need to write there. */
@NullMarked
package io.github.calllake.local.s3;

import org.jspecify.annotations.NullMarked;
