package io.github.calllake.cli.bench;

import io.github.calllake.catalog.LakeCatalog;
import io.github.calllake.engine.QueryEngine;
import io.github.calllake.engine.RedshiftSettings;
import io.github.calllake.lake.LakeLayout;
import io.github.calllake.lake.LakeStore;
import io.github.calllake.stream.DirectStream;
import io.github.calllake.stream.StreamWriter;
import java.net.URI;

/**
 * Where {@code bench seam} has its stream and its tiers.
 *
 * @param kinesis the endpoint
 * @param stream the stream's name
 * @param database the lake's Glue database
 * @param redshift the hot tier, which is made and dropped
 * @param layout where the lake lies
 * @param store the lake's bucket
 * @param writer puts to the stream
 * @param source reads the stream
 * @param catalog makes the lake's tables
 * @param cold asks the lake
 */
record SeamStack(
        URI kinesis,
        String stream,
        String database,
        RedshiftSettings redshift,
        LakeLayout layout,
        LakeStore store,
        StreamWriter writer,
        DirectStream source,
        LakeCatalog catalog,
        QueryEngine cold) {}
