/** workqueue. */
@NullMarked
package io.heddle.workqueue;

import org.jspecify.annotations.NullMarked;
