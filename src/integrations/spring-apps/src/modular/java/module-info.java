/** An application on a module path; what it opens is what its users write. */
@SuppressWarnings("requires-automatic")
module bookshop {
  requires dev.postcar;
  requires spring.boot;
  requires spring.boot.autoconfigure;
  requires spring.context;
  requires spring.jdbc;

  opens bookshop;
  opens bookshop.migrations;
}
