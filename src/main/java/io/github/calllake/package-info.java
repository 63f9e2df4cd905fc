/** Amazon Chime SDK call analytics, fresh in Redshift and forever in S3, behind one Java interface. */
@NullMarked
package io.github.calllake;

import org.jspecify.annotations.NullMarked;
