/** The queries of {@code docs/queries} against what was put into a lake. */
package io.github.calllake.queries;
