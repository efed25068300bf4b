/** Rules on paths: which may be opened, made, deleted, and with which permissions. */
package dev.weir.core.limit.path;
