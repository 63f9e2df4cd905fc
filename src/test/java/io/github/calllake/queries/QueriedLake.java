package io.github.calllake.queries;

import software.amazon.awssdk.services.athena.AthenaClient;

/**
 * A lake that holds calls, with their post-call files in its post-call table: whichever way they came there.
 *
 * @param athena where it is asked
 * @param database its database
 * @param workGroup a workgroup with a place for results
 * @param calls what it holds
 */
public record QueriedLake(AthenaClient athena, String database, String workGroup, QueriedCalls calls) {}
