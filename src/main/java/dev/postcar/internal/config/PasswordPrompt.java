package dev.postcar.internal.config;

/** Asks for the password on the terminal. */
@FunctionalInterface
public interface PasswordPrompt {

  /**
   * Asks, without showing what is typed.
   *
   * @param label what to print before, such as {@code Password for user app: }
   * @return the password; null if there is no terminal, or it ended
   */
  char[] ask(String label);
}
