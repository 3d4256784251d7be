/** informer. */
@NullMarked
package io.heddle.informer;

import org.jspecify.annotations.NullMarked;
