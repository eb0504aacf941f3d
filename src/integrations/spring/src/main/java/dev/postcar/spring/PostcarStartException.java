package dev.postcar.spring;

import dev.postcar.PostcarException;
import java.util.function.Supplier;

/** Why an application does not start; the {@link PostcarException} is its cause. */
public final class PostcarStartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PostcarStartException(PostcarException cause) {
    super("postcar ended the start of the application.", cause);
  }

  /** Makes a bean; Spring repeats the message of a failure, so that it gets this short one. */
  static <T> T around(Supplier<T> bean) {
    try {
      return bean.get();
    } catch (PostcarException failure) {
      throw new PostcarStartException(failure);
    }
  }
}
