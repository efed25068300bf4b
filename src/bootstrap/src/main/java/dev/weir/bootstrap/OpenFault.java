package dev.weir.bootstrap;

/**
 * Makes opens fail, for tests of what an application does then. Asked on the thread that opens,
 * before the rules are; what it throws is counted as an error of the agent's.
 */
public interface OpenFault {
  /**
   * @param target the path or the command; null for sockets
   * @return null to let it be, or what the hooked method is to throw
   */
  Throwable before(HookPoint point, Object target);
}
