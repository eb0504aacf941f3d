package dev.postcar.internal.config.groovy;

import java.util.Set;

/** Names that mean something else in a Groovy closure than the block of an environment. */
final class GroovyNames {

  /** Methods of a closure, Groovy's own additions included: they would be called. */
  static final Set<String> METHODS =
      Set.of(
          ("addShutdownHook andThen andThenSelf any asBoolean asType asWritable call clone collect"
                  + " compose composeSelf curry dehydrate dump each eachWithIndex equals every find"
                  + " findAll findIndexOf findIndexValues findLastIndexOf findResult getAt getClass"
                  + " getDelegate getDirective getMaximumNumberOfParameters getMetaClass"
                  + " getMetaPropertyValues getOwner getParameterTypes getProperties getProperty"
                  + " getResolveStrategy getThisObject grep hasProperty hashCode identity inject"
                  + " inspect invokeMethod is isCase isNotCase iterator leftShift memoize"
                  + " memoizeAtLeast memoizeAtMost memoizeBetween metaClass ncurry notify notifyAll"
                  + " print printf println putAt rcurry rehydrate respondsTo rightShift run"
                  + " setDelegate setDirective setMetaClass setProperty setResolveStrategy sleep"
                  + " split sprintf stream takeIf tap toString trampoline use wait with"
                  + " withMethodClosure withTraits environments")
              .split(" "));

  private static final Set<String> KEYWORDS =
      Set.of(
          ("abstract as assert async await boolean break byte case catch char class const continue"
                  + " def default defer do double else enum extends false final finally float for"
                  + " goto if implements import in instanceof int interface long native new non null"
                  + " package permits private protected public record return sealed short static"
                  + " strictfp super switch synchronized this threadsafe throw throws trait transient"
                  + " true try val var void volatile while yield")
              .split(" "));

  private GroovyNames() {}

  static boolean areTaken(String name) {
    return METHODS.contains(name) || KEYWORDS.contains(name);
  }
}
