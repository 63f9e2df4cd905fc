package io.github.calllake.export;

import io.github.calllake.engine.QueryEngine;
import io.github.calllake.query.CallAnalytics;
import java.util.Optional;

/**
 * A tier that a job asks, and a note of the SQL that it sends.
 *
 * @param analytics the questions of the tier, or of both
 * @param engine where SQL runs; empty for both tiers
 * @param sent what was sent
 */
record AskedTier(CallAnalytics analytics, Optional<QueryEngine> engine, SentSql sent) {}
