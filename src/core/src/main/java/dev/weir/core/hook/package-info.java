/**
 * Where Weir looks: {@link dev.weir.core.hook.Hooks} is the table of every hook. A hook is a row
 * and says nothing but where; what fits no row is one small file in a sub-package by area. The
 * advice classes are inlined into the JDK's methods and hold no logic: one call into the gate.
 */
package dev.weir.core.hook;
