package io.github.calllake.stream;

import java.time.Duration;
import software.amazon.kinesis.checkpoint.CheckpointConfig;
import software.amazon.kinesis.coordinator.CoordinatorConfig;
import software.amazon.kinesis.coordinator.Scheduler;
import software.amazon.kinesis.coordinator.WorkerStateChangeListener;
import software.amazon.kinesis.leases.LeaseAssignmentStrategy;
import software.amazon.kinesis.leases.LeaseManagementConfig;
import software.amazon.kinesis.leases.LeaseManagementConfig.GracefulLeaseHandoffConfig;
import software.amazon.kinesis.lifecycle.LifecycleConfig;
import software.amazon.kinesis.metrics.MetricsConfig;
import software.amazon.kinesis.metrics.NullMetricsFactory;
import software.amazon.kinesis.processor.ProcessorConfig;
import software.amazon.kinesis.retrieval.RetrievalConfig;

/** Sets the Kinesis Client Library up: it hands out leases of shards and reads none. */
final class FleetScheduler {

    /** Three beats of which may be missed; the library's own two minutes would leave a dead leader's shards alone so long. */
    private static final Duration LEADER_LEASE = Duration.ofSeconds(20);

    private static final Duration LEADER_BEAT = Duration.ofSeconds(5);

    /**
     * The library's own is twice the failover time. A round is one scan of the table by the leader and one look at its lock by
     * each of the others; leases expire by the failover time all the same.
     */
    private static final Duration ASSIGNMENT_ROUND = FleetSettings.DEFAULT_FAILOVER;

    private static final Duration HAND_OVER = Duration.ofSeconds(30);

    private FleetScheduler() {}

    static Scheduler of(
            FleetSettings settings,
            FleetClients clients,
            String worker,
            FleetTracker tracker,
            FleetShards shards,
            WorkerStateChangeListener listener) {
        return new Scheduler(
                new CheckpointConfig(),
                coordinator(settings, listener),
                leases(settings, clients, worker),
                new LifecycleConfig(),
                metrics(settings, clients),
                // Without records, too: what is processed is a step, not the records.
                new ProcessorConfig(shards).callProcessRecordsEvenForEmptyRecordList(true),
                new RetrievalConfig(clients.kinesis(), tracker, settings.name()).retrievalSpecificConfig(shards));
    }

    private static CoordinatorConfig coordinator(FleetSettings settings, WorkerStateChangeListener listener) {
        return new CoordinatorConfig(settings.name())
                .workerStateChangeListener(listener)
                .parentShardPollIntervalMillis(millis(settings, Duration.ofSeconds(10)))
                .shardConsumerDispatchPollIntervalMillis(millis(settings, Duration.ofSeconds(1)))
                // Else the library looks every step's shard up, for a filter of records that it is not given.
                .skipShardSyncAtWorkerInitializationIfLeasesExist(true);
    }

    private static LeaseManagementConfig leases(FleetSettings settings, FleetClients clients, String worker) {
        LeaseManagementConfig leases = new LeaseManagementConfig(
                        settings.name(), settings.name(), clients.dynamoDb(), clients.kinesis(), worker)
                .failoverTimeMillis(settings.failover().toMillis())
                .leaseAssignmentIntervalMillis(millis(settings, ASSIGNMENT_ROUND))
                .shardSyncIntervalMillis(millis(settings, Duration.ofMinutes(1)))
                .leasesRecoveryAuditorExecutionFrequencyMillis(millis(settings, Duration.ofMinutes(2)))
                .dynamoDbLockBasedLeaderLeaseDurationInMillis(millis(settings, LEADER_LEASE))
                .dynamoDbLockBasedLeaderHeartbeatPeriodInMillis(millis(settings, LEADER_BEAT))
                // A worker that dies while it hands a shard over keeps it from the others for so long.
                .gracefulLeaseHandoffConfig(GracefulLeaseHandoffConfig.builder()
                        .gracefulLeaseHandoffTimeoutMillis(millis(settings, HAND_OVER))
                        .build())
                // Its throughput-based way weighs leases by records that it does not see here.
                .leaseAssignmentStrategy(LeaseAssignmentStrategy.LEASE_COUNT_BASED);
        leases.workerUtilizationAwareAssignmentConfig()
                .disableWorkerMetrics(true)
                .workerMetricsReporterFreqInMillis(millis(settings, Duration.ofSeconds(10)));
        return leases;
    }

    private static MetricsConfig metrics(FleetSettings settings, FleetClients clients) {
        MetricsConfig metrics = new MetricsConfig(clients.cloudWatch(), settings.name());
        return settings.cloudWatch() ? metrics : metrics.metricsFactory(new NullMetricsFactory());
    }

    private static long millis(FleetSettings settings, Duration atDefault) {
        return settings.inProportion(atDefault).toMillis();
    }
}
