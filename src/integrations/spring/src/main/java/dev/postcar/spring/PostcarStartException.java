package dev.postcar.spring;

import dev.postcar.PostcarException;

/** Why an application does not start; the {@link PostcarException} is its cause. */
public final class PostcarStartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PostcarStartException(PostcarException cause) {
    super("postcar ended the start of the application.", cause);
  }
}
