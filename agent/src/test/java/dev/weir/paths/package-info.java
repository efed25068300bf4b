/** Rules on paths, with hostile paths. */
package dev.weir.paths;
