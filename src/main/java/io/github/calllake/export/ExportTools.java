package io.github.calllake.export;

import java.time.Clock;

/** What every run of a job works with. */
record ExportTools(ExportStores stores, ExportTiers tiers, Clock clock, ExportStep.Observer steps) {}
