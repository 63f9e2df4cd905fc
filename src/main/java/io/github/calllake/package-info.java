/**
 * Amazon Chime SDK call analytics, fresh in Redshift and forever in S3, behind one Java interface. Reporting applications begin at
 * {@link io.github.calllake.CallLake}; the questions are those of {@link io.github.calllake.query.CallAnalytics}.
 */
@NullMarked
package io.github.calllake;

import org.jspecify.annotations.NullMarked;
