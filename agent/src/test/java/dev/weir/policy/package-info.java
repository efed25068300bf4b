/** The policy in force: caps, changes while the application runs, forced errors. */
package dev.weir.policy;
