/** What can be seen of goroutines and channels from outside: dumps and flight recordings. Not in the package of the library, whose own frames a dump leaves out. */
@org.jspecify.annotations.NullMarked
package io.heddle.channels.seeing;
