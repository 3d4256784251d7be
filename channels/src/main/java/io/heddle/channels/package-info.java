/** Channels, select and goroutines with Go's semantics, on Java 21's virtual threads. */
@NullMarked
package io.heddle.channels;

import org.jspecify.annotations.NullMarked;
