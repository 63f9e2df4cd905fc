/** Amazon Kinesis Data Streams on one machine: its HTTP interface over append-only files. */
@NullMarked
package io.github.calllake.local.kinesis;

import org.jspecify.annotations.NullMarked;
