/** controller. */
@NullMarked
package io.heddle.controller;

import org.jspecify.annotations.NullMarked;
