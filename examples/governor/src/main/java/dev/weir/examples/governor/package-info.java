/**
 * A small renderer: JSON state in files, Markdown and templates to HTML, the history of a git
 * repository. It shows on its error paths how a service loses file descriptors; it depends on no
 * part of Weir.
 */
package dev.weir.examples.governor;
