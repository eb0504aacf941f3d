package dev.postcar.cli;

import static dev.postcar.cli.Bad.args;
import static dev.postcar.cli.Bad.file;
import static dev.postcar.cli.Bad.script;
import static dev.postcar.cli.Bad.variable;

import java.util.List;
import java.util.stream.Stream;

/** Settings that no one can mean: by flag, variable, file and script. */
final class BadSettings {

  private BadSettings() {}

  static List<Bad> all() {
    return Stream.of(flags(), urls(), variables(), files(), scripts())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Bad> flags() {
    return List.of(
        args("--lock-timeout -1s", 2, "--lock-timeout", "migrate", "--lock-timeout=-1s"),
        args(
            "--lock-timeout 5 parsecs", 2, "--lock-timeout", "migrate", "--lock-timeout=5 parsecs"),
        args("--lock-timeout 1h30", 2, "--lock-timeout", "migrate", "--lock-timeout=1h30"),
        args("--lock-timeout empty", 2, "--lock-timeout", "migrate", "--lock-timeout="),
        args(
            "--lock-timeout 999999999999999999999s",
            2,
            "--lock-timeout",
            "migrate",
            "--lock-timeout=999999999999999999999s"),
        args("--lock-timeout nan", 2, "--lock-timeout", "migrate", "--lock-timeout=nan"),
        args(
            "--statement-timeout -1s",
            2,
            "--statement-timeout",
            "migrate",
            "--statement-timeout=-1s"),
        args(
            "--statement-timeout 5 parsecs",
            2,
            "--statement-timeout",
            "migrate",
            "--statement-timeout=5 parsecs"),
        args(
            "--statement-timeout 1h30",
            2,
            "--statement-timeout",
            "migrate",
            "--statement-timeout=1h30"),
        args(
            "--statement-timeout empty",
            2,
            "--statement-timeout",
            "migrate",
            "--statement-timeout="),
        args(
            "--statement-timeout 999999999999999999999s",
            2,
            "--statement-timeout",
            "migrate",
            "--statement-timeout=999999999999999999999s"),
        args(
            "--statement-timeout nan",
            2,
            "--statement-timeout",
            "migrate",
            "--statement-timeout=nan"),
        args("--lock-wait -1s", 2, "--lock-wait", "migrate", "--lock-wait=-1s"),
        args("--lock-wait 5 parsecs", 2, "--lock-wait", "migrate", "--lock-wait=5 parsecs"),
        args("--lock-wait 1h30", 2, "--lock-wait", "migrate", "--lock-wait=1h30"),
        args("--lock-wait empty", 2, "--lock-wait", "migrate", "--lock-wait="),
        args(
            "--lock-wait 999999999999999999999s",
            2,
            "--lock-wait",
            "migrate",
            "--lock-wait=999999999999999999999s"),
        args("--lock-wait nan", 2, "--lock-wait", "migrate", "--lock-wait=nan"),
        args("--wait-for-db -1s", 2, "--wait-for-db", "migrate", "--wait-for-db=-1s"),
        args("--wait-for-db 5 parsecs", 2, "--wait-for-db", "migrate", "--wait-for-db=5 parsecs"),
        args("--wait-for-db 1h30", 2, "--wait-for-db", "migrate", "--wait-for-db=1h30"),
        args("--wait-for-db empty", 2, "--wait-for-db", "migrate", "--wait-for-db="),
        args(
            "--wait-for-db 999999999999999999999s",
            2,
            "--wait-for-db",
            "migrate",
            "--wait-for-db=999999999999999999999s"),
        args("--wait-for-db nan", 2, "--wait-for-db", "migrate", "--wait-for-db=nan"),
        args("retries a word", 2, "retries", "migrate", "--retries", "many"),
        args("retries a fraction", 2, "retries", "migrate", "--retries", "1.5"),
        args("retries too many", 2, "retries", "migrate", "--retries", "99999999999"),
        args("steps negative", 2, "steps", "migrate", "--steps=-3"),
        args("steps huge", 2, "steps", "rollback", "--steps", "99999999999"),
        args("port negative", 2, "port", "status", "--port=-5"),
        args("port zero", 2, "port", "status", "-p", "0"),
        args("port empty", 2, "port", "status", "--port="),
        args("host empty", 2, "host", "status", "--host="),
        args("host with a space", 2, "host", "status", "-H", "a b"),
        args("two ports for one host", 2, "port", "status", "-H", "a", "-p", "1,2"),
        args("role empty", 2, "role", "status", "--role="),
        args(
            "role too long",
            2,
            "bytes",
            "status",
            "--role",
            "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"),
        args("namespace of the system", 2, "pg_", "migrate", "-s", "pg_mine"),
        args("embedded maybe", 2, "embedded", "status", "--embedded=maybe"),
        args("out of order maybe", 2, "--out-of-order", "migrate", "--out-of-order=maybe"),
        args("colour unknown", 2, "color", "status", "--color", "pink"),
        args("package with a dash", 2, "not the name of a Java package", "migrate", "a-b"),
        args("package with a slash", 2, "not the name of a Java package", "status", "app/x"),
        args(
            "package that is a word of Java",
            2,
            "not the name of a Java package",
            "status",
            "app.class"),
        args("package with an empty part", 2, "not the name of a Java package", "status", "app..x"),
        args(
            "rollback all and steps",
            2,
            "cannot be combined",
            "rollback",
            "--all",
            "--steps",
            "1",
            "--yes"),
        args(
            "rollback all and to",
            2,
            "cannot be combined",
            "rollback",
            "--all",
            "--to",
            "M0001",
            "--yes"),
        args(
            "rollback an ID and steps",
            2,
            "cannot be combined",
            "rollback",
            "M0001",
            "--steps",
            "1"),
        args(
            "migrate to an ID of no package",
            2,
            "No migration is called",
            "migrate",
            "--to",
            "nope.M0001_One"),
        args("migrate to an empty ID", 2, "No migration is called", "migrate", "--to="),
        args("mark without ID", 2, "ID", "mark"),
        args("mark unknown", 2, "No migration is called", "mark", "M0077"),
        args("resume without ID", 2, "ID", "resume"),
        args("resume unknown", 2, "No migration is called", "resume", "M0077"),
        args("accept unknown", 2, "No migration is called", "accept", "M0077"),
        args("new without a name", 2, "NAME", "new"),
        args("new of a control character", 2, "", "new", "ab", "--kind", "nothing"),
        args("dry run of status", 2, "--dry-run", "status", "--dry-run"),
        args("flag without its value", 2, "--host", "status", "--host"),
        args("help of an unknown command", 2, "migrat", "help", "migrat"),
        args("conf that is a directory", 2, "src", "status", "-c", "src"),
        args(
            "conf given twice, one missing",
            2,
            "nope",
            "status",
            "-c",
            "postcar.conf.groovy",
            "-c",
            "nope"),
        args("environment empty", 2, "the value is empty", "status", "-e", ""),
        args("service unknown", 2, "service", "status", "--url", "postgresql:///?service=gone"),
        args("templates unknown", 2, "gone", "new", "x", "--templates", "gone"));
  }

  private static List<Bad> urls() {
    return List.of(
        args("URL mysql", 2, "", "status", "--url", "jdbc:mysql://h/d"),
        args("URL no scheme", 2, "", "status", "--url", "localhost/shop"),
        args("URL http", 2, "", "status", "--url", "http://h/d"),
        args("URL port no number", 2, "", "status", "--url", "postgres://h:abc/d"),
        args("URL port too high", 2, "", "status", "--url", "postgres://h:70000/d"),
        args("URL unknown parameter", 2, "", "status", "--url", "postgres://h/d?sslmod=require"),
        args(
            "URL loader",
            2,
            "",
            "status",
            "--url",
            "postgres://h/d?socketFactoryArg=x&socketFactory=y"),
        args(
            "URL authentication plugin",
            2,
            "",
            "status",
            "--url",
            "postgres://h/d?authenticationPluginClassName=x"),
        args("URL ssl factory", 2, "", "status", "--url", "postgres://h/d?sslfactory=x.Y"),
        args("URL logger file", 2, "", "status", "--url", "postgres://h/d?loggerFile=/tmp/x"),
        args(
            "URL password callback",
            2,
            "",
            "status",
            "--url",
            "postgres://h/d?sslpasswordcallback=x"),
        args("URL xml factory", 2, "", "status", "--url", "postgres://h/d?xmlFactoryFactory=x"),
        args("URL open bracket", 2, "", "status", "--url", "postgres://[::1/d"),
        args("URL bad percent in database", 2, "", "status", "--url", "postgres://h/a%2"),
        args("URL empty host of two", 2, "", "status", "--url", "postgres://a,/d"),
        args("URL sslmode unknown", 2, "", "status", "--url", "postgres://h/d?sslmode=sure"),
        args("URL NUL", 2, "", "status", "--url", "postgres://h/a%00b"),
        args(
            "URL jndi",
            2,
            "",
            "status",
            "--url",
            "jdbc:postgresql://h/d?jaasLogin=ldap://x&gsslib=zz"),
        args("URL space", 2, "", "status", "--url", "postgres://h /d"));
  }

  private static List<Bad> variables() {
    return List.of(
        variable("POSTCAR_PORT", "abc", "POSTCAR_PORT"),
        variable("POSTCAR_RETRIES", "x", "POSTCAR_RETRIES"),
        variable("POSTCAR_LOCK_TIMEOUT", "5", "POSTCAR_LOCK_TIMEOUT"),
        variable("POSTCAR_SSLMODE", "sure", "POSTCAR_SSLMODE"),
        variable("POSTCAR_ORDER", "random", "POSTCAR_ORDER"),
        variable("POSTCAR_EMBEDDED", "maybe", "POSTCAR_EMBEDDED"),
        variable("POSTCAR_URL", "mysql://x", "POSTCAR_URL"),
        variable("POSTCAR_NAMESPACE", "pg_x", "POSTCAR_NAMESPACE"),
        variable("POSTCAR_PACKAGES", "1x", "not the name of a Java package"),
        variable("POSTCAR_SOURCES", "nowhere", "nowhere"),
        variable("POSTCAR_CLASSPATH", "gone.jar", "gone.jar"),
        variable("POSTCAR_OUT_OF_ORDER", "perhaps", "POSTCAR_OUT_OF_ORDER"),
        variable("POSTCAR_WAIT_FOR_DB", "soon", "POSTCAR_WAIT_FOR_DB"),
        variable("POSTCAR_LOCK_WAIT", "soon", "POSTCAR_LOCK_WAIT"),
        variable("POSTCAR_STATEMENT_TIMEOUT", "soon", "POSTCAR_STATEMENT_TIMEOUT"),
        variable("POSTCAR_HOST", "a b", "POSTCAR_HOST"),
        variable("POSTCAR_ENV", "prod", "prod"));
  }

  private static List<Bad> files() {
    return List.of(
        file("dotenv without equals", ".env", ".env", "POSTCAR_PORT\n", "status"),
        file("dotenv open quote", ".env", ".env", "POSTCAR_ROLE='abc\n", "status"),
        file("dotenv bad value", "POSTCAR_PORT", ".env", "POSTCAR_PORT=abc\n", "status"),
        file("conf empty of bytes", "", "bad.groovy", "� = \n", "status", "-c", "bad.groovy"),
        file(
            "conf that is a class", "", "bad.groovy", "class A {}\n", "status", "-c", "bad.groovy"),
        file(
            "conf with an open brace",
            "bad.groovy",
            "bad.groovy",
            "connection {\n",
            "status",
            "-c",
            "bad.groovy"),
        file(
            "conf of no Groovy",
            "bad.groovy",
            "bad.groovy",
            "{ \"a\": 1 }}\n",
            "status",
            "-c",
            "bad.groovy"),
        file("sources is a file", "file.txt", "file.txt", "x", "status", "--sources", "file.txt"),
        file(
            "class path is no jar",
            "broken.jar",
            "broken.jar",
            "this is no zip",
            "status",
            "--classpath",
            "broken.jar"));
  }

  private static List<Bad> scripts() {
    return List.of(
        script("a block for a text", "role", "role { a = 1 }"),
        script("number for a text", "searchPath", "searchPath = 5"),
        script("boolean for a number", "retries", "retries = true"),
        script("negative number", "retries", "retries = -1"),
        script("fraction", "retries", "retries = 1.5"),
        script("duration without unit", "lockTimeout", "lockTimeout = 5"),
        script("duration no text", "lockTimeout", "lockTimeout = [1]"),
        script("unknown choice", "order", "order = 'random'"),
        script("unknown sslmode", "sslmode", "connection.sslmode = 'sure'"),
        script("port text", "port", "connection.port = 'abc'"),
        script("port too high", "port", "connection.port = 70000"),
        script("embedded text", "embedded", "connection.embedded = 'maybe'"),
        script("namespace empty", "namespace", "namespace = ''"),
        script("namespace too long", "namespace", "namespace = 'x' * 64"),
        script("packages a map", "packages", "packages = [a: 1]"),
        script("packages with a number", "packages", "packages = ['app', 5]"),
        script("source unknown", "nowhere", "sources = ['nowhere']"),
        script("classpath unknown", "gone.jar", "classpath = 'gone.jar'"),
        script(
            "url of another database",
            "a connection URL begins with",
            "connection.url = 'mysql://x'"),
        script(
            "unknown block",
            "unknown key connexion; the nearest known key is connection.",
            "connexion { host = 'a' }"),
        script(
            "environment with an unknown key",
            "lockTimeot",
            "environments { test { lockTimeot = '1s' } }"),
        script("missing method", "nothingLikeThis", "nothingLikeThis()"),
        script("missing property of a text", "foo", "role = 'a'.foo"),
        script("throws with a message", "boo", "throw new IllegalStateException('boo')"),
        script(
            "throws without a message",
            "IllegalStateException",
            "throw new IllegalStateException()"),
        script("assertion", "assert", "assert 1 == 2"),
        script("class not found", "no method name", "role = no.such.Type.name()"),
        script("import not found", "no.such.Type", "import no.such.Type"),
        script("endless recursion", "StackOverflowError", "def f(x) { f(x) }\nf(1)"),
        script("out of order a number", "outOfOrder", "outOfOrder = 5"),
        script("lockWait negative", "lockWait", "lockWait = '-1s'"),
        script("waitForDb a list", "waitForDb", "waitForDb = ['1s']"),
        script("role too long", "role", "role = 'x' * 64"),
        script("password a list", "password", "connection.password = ['a']"),
        script("empty name in packages", "packages", "packages = ['']"));
  }
}
