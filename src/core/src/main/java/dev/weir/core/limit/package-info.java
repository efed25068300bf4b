/**
 * Rules: each answers "admit, or which refusal". They do not know where a hook is, nor what is
 * open.
 */
package dev.weir.core.limit;
