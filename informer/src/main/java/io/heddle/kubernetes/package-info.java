/** kubernetes. */
@NullMarked
package io.heddle.kubernetes;

import org.jspecify.annotations.NullMarked;
