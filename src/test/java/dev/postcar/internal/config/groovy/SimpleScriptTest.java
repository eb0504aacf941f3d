package dev.postcar.internal.config.groovy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.internal.config.Setting;
import groovy.lang.Closure;
import groovy.lang.GroovySystem;
import groovy.lang.MetaMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimpleScriptTest {

  private static void assertSame(String script) {
    BothWays both = new BothWays(script);
    for (String environment : new String[] {null, "dev", "none"}) {
      assertThat(both.compare(environment)).as(script).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "// nothing\n",
        "role = 'r'",
        "role = null",
        "role = \"\"\"text\nand more\"\"\"",
        "role = /slashy/",
        "role = 'ümläut 😀'",
        "role = '\\n\\t\\\\ \\'\\$'",
        "packages = [ // all\n  'a',\n\n  'b' // c\n]",
        "role = (''\n ?: 'b')",
        "role = 'r'\r\nretries = 1\r\n",
        ";;role = 'r';\n;retries = 1;",
        "connection { host = 'h'; port = 1 }; role = 'r'",
        "retries = 3; namespace = 'n'",
        "retries = -3",
        "connection.embedded = true",
        "packages = ['a', \"b${1}\", null, '']",
        "packages = []",
        "packages = [['a']]",
        "packages = [[a: 1]]",
        "connection = [:]\nconnection.host = 'h'",
        "connection = [host: 'h']\nconnection.port = 5\nconnection { dbname = 'd' }",
        "connection = [host: 'h']\nenvironments { dev { connection { port = 1 } } }",
        "connection = [host: 'h']\nenvironments { dev { connection = [port: 1] } }",
        "connection { host = 'h' }\nconnection { port = 1 }\nconnection.dbname = 'd'",
        "connection { }\nconnection.host = 'h'",
        "connection.host = 'h'\nconnection = null\nconnection.port = 1",
        "connection = 0\nconnection.port = 1",
        "connection = 'text'",
        "role { }",
        "role { }\nrole = 'r'",
        "role = 'r'\nrole { }",
        "role = []",
        "environments { }",
        "environments { dev { } }",
        "environments { dev { role = 'd' }\nprod { role = 'p' } }\nrole = 'r'",
        "role = 'r'\nenvironments { dev { role = null } }",
        "environments { dev { role = 'a' } \n dev { namespace = 'b' } }",
        "environments { dev { role = 'a' } }\nenvironments { dev { namespace = 'b' } }",
        "connection { host = 'h' }\nenvironments { dev { connection.host = 'd' } }\n"
            + "connection.host = 'i'",
        "connection { }\nenvironments { dev { connection.host = 'd' } }\nconnection.host = 'i'",
        "environments { dev { connection.host = 'd' } }\nconnection.host = 'i'",
        "environments { dev { connection { host = 'd' } } }\nconnection { host = 'i'; port = 1 }",
        "environments { dev { connection { } } }\nconnection { host = 'i'; port = 1 }",
        "connection { environments { dev { host = 'd' } }\nhost = 'h' }",
        "role = System.getenv('NO_SUCH_VARIABLE')",
        "role = System.getenv('PATH')",
        "role = System?.getenv('PATH') ?: 'r'",
        "role = System.getProperty('user.name')",
        "role = System.getProperty('no.such.property') ?: System.getenv('NO_SUCH') ?: 'r'",
        "role = \"x${System.getenv('NO_SUCH')}\"",
        "role = \"x${\"y${System.getenv('NO_SUCH')}\"}\"",
        "role = \"${1}${true}\\${\"",
        "role = \"\"",
        "role = '' ?: 0 ?: [] ?: [:] ?: false ?: null ?: \"${''}\" ?: 'r'",
        "role = System.getProperty('user.name') == 'x' ? 'a' : 'b'",
        "role = ('a' == \"${'a'}\") ? 'a' : 'b'",
        "role = (\"${'a'}\" == 'a') ? 'a' : 'b'",
        "role = (\"a${'a'}\" == \"${'a'}a\") ? 'a' : 'b'",
        "role = (1 == 1) ? null == 'x' ? 'c' : 'd' : 'b'",
        "role = (true == false) ? 'a' : 'b'",
        "role = null == null ? 'a' : 'b'",
        "connection.embedded = 1 == 2",
        "connection.password = System.getenv('NO_SUCH') ?: ''",
        "connection { url = 'postgresql://db.example.com:5432/shop' }",
        "connection { url = System.getenv('NO_SUCH_URL') ?: null }"
      })
  void aSimpleScriptSaysTheSameBothWays(String script) {
    assertSame(script);
  }

  static Stream<Setting> settings() {
    return Arrays.stream(Setting.values())
        .filter(setting -> setting.key() != null && setting.type() != Setting.Type.HOOK);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void everyKeyIsSetTheSameBothWays(Setting setting) {
    String key = setting.key();
    String value = "System.getProperty('user.name')";
    assertSame(key + " = " + value);
    assertSame("environments { dev { " + key + " = " + value + " } }\n" + key + " = null");
    int dot = key.indexOf('.');
    if (dot < 0) {
      assertSame(key + " { }");
    } else {
      String block = key.substring(0, dot);
      String inner = key.substring(dot + 1);
      assertSame(block + " { " + inner + " = " + value + " }");
      assertSame(block + " { " + inner + " { } }");
      assertSame(block + " = [" + inner + ": " + value + "]");
      assertSame(block + " { environments { dev { " + inner + " = " + value + " } } }");
    }
  }

  @Test
  void theSampleIsSimple() throws IOException {
    String sample = Files.readString(Path.of("config/postcar.conf.groovy"));
    assertSame(sample);
    // The examples in it, as well, but for the closures.
    assertSame(
        sample
            .replaceAll("(?ms)^// hooks \\{.*?^// }$", "")
            .replaceAll("(?m)^( *)// (([a-zA-Z]+ [={]|[ }]).*)$", "$1$2")
            .replaceAll("(?m)^ *url =.*$", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "role = /slashy/; namespace = $/dollar/$",
        "role = 'ümläut \\u0000 \\ud800 😀'",
        "retries = 0x10",
        "connection = [host: 'h', 'port': 1, (\"dbname\"): 'd', host: 'i']",
        "connection ( { host = 'h' } )",
        "connection { -> host = 'x' }",
        "role = [a: 1]",
        "conection { host = 'h' }",
        "role.name = 'r'",
        "metaClass = 1",
        "environments { 'my env' { role = 'x' } }",
        "environments { dev { hots = 1 } }",
        "role = \"${}\"",
        "connection { host = 'h'\nenvironments { dev { host = 'd' }\nprod { prot = 1 } } }",
        "connection = [password: [a: 'SECRET']]",
        "def r = 'r'\nrole = r",
        "role = 'r' /* c */\nretries = 1",
        "role = 'a'\n ?: 'b'",
        "role =\n'a'",
        "connection\n{ host = 'h' }",
        "role = 'a' retries = 1",
        "connection { host = 'h' } role = 'r'",
        "connection = [\nhost: 'h']",
        "packages = ['a',]",
        "role = 'a' 'b'",
        "role = 'a",
        "connection { host = 'h'",
        "}",
        "role = '\\q'",
        "role = 'a\nb'",
        "String r = 'r'",
        "import java.time.Duration\nrole = 'r'",
        "package x\nrole = 'r'",
        "import static java.lang.Math.max\nrole = 'r'",
        "if (true) { role = 'r' }",
        "for (x in []) { role = 'r' }",
        "try { role = 'r' } finally { }",
        "{ -> role = 'r' }",
        "assert true",
        "return",
        "role = 'r'\nreturn null",
        "println 'r'",
        "'r'",
        "role",
        "label: role = 'r'",
        "def twice(x) { x + x }\nrole = 'r'",
        "class Other { }\nrole = 'r'",
        "role = 'a' + 'b'",
        "retries = 1 + 1",
        "retries = 1G",
        "retries = 3L",
        "retries = 3.50",
        "role = false ? 1 : 2L",
        "role = 1.0 == 1 ? 'a' : 'b'",
        "retries = 1.0f",
        "retries = 1.0d",
        "retries += 1",
        "retries ?= 1",
        "retries = -(1)",
        "retries++",
        "role = !true",
        "role = 'a' != 'b'",
        "role = 'a' && 'b'",
        "role = 'a' < 'b'",
        "role = 'a' === 'b'",
        "role = 'a' <=> 'b'",
        "role = 'a' in ['a']",
        "role = 'a' =~ 'b'",
        "role = 'a' as String",
        "role = (String) 'a'",
        "role = 'a'.trim()",
        "role = 'a'?.trim()",
        "role = 'a'.length()",
        "role = undefined",
        "role = connection.host",
        "role = connection?.host",
        "role = \"${namespace}\"",
        "role = \"$namespace\"",
        "role = \"${-> 'x'}\"",
        "role = \"${it -> it << 'x'}\"",
        "role = { 'x' }",
        "role = ['a'][0]",
        "role = [*['a']]",
        "role = [*: [a: 1]]",
        "role = [(role): 1]",
        "role = [1: 'x']",
        "role = [(\"${1}\"): 'x']",
        "role = 1..2",
        "role = new Date()",
        "role = String",
        "role = System.env.PATH",
        "role = System.getenv()",
        "role = System.getenv().PATH",
        "role = System.getenv('PA' + 'TH')",
        "role = System.getenv(\"${'PATH'}\")",
        "role = System.getenv('')",
        "role = System.getenv(null)",
        "role = System.getenv 'PATH'\nrole.x()",
        "role = System.getProperty('x', 'y')",
        "role = System.setProperty('x', 'y')",
        "role = System.\"${'getenv'}\"('PATH')",
        "role = System*.getenv('PATH')",
        "role = java.lang.System.getenv('PATH')",
        "role = System.nanoTime()",
        "role = getenv('x')",
        "role = namespace = 'x'",
        "(role, namespace) = ['a', 'b']",
        "connection.@host = 'x'",
        "connection?.host = 'x'",
        "connection*.host = 'x'",
        "connection['host'] = 'x'",
        "connection.\"${'host'}\" = 'x'",
        "connection 'x', { host = 'x' }",
        "connection.connection.host = 1",
        "connection.host.port = 1",
        "this.role = 'r'",
        "connection { it -> host = 'x' }",
        "connection { host = 'x' }.x",
        "this.connection { host = 'x' }",
        "connection() { host = 'x' }()",
        "connection { if (true) { host = 'x' } }",
        "connection { host 'x' }",
        "connection { host: 'x' }",
        "environments 'x', { }",
        "environments { role = 'x' }",
        "environments { if (true) { dev { role = 'x' } } }",
        "environments { dev 'x', { role = 'x' } }",
        "environments { dev { environments { prod { role = 'x' } } } }",
        "environments { dev { connection { environments { prod { host = 'x' } } } } }",
        "environments { environments { role = 'x' } }",
        "environments { with { role = 'x' } }",
        "environments { tap { role = 'x' } }",
        "environments { call { role = 'x' } }",
        "environments { each { role = 'x' } }",
        "environments { run { role = 'x' } }",
        "environments { println { role = 'x' } }",
        "@Deprecated role = 'x'",
        "@groovy.transform.Field role = 'x'",
        "return 'x'"
      })
  void whatIsNotSimpleIsLeftToGroovy(String script) {
    BothWays both = new BothWays(script);
    assertThat(both.isPlain()).as(script).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "connection = 'x'\nconnection.host = 'h'",
        "connection = ['x']\nconnection.host = 'h'",
        "role = \"${[]}\"",
        "role = \"${[:]}\"",
        "role = 1 == '1' ? 'a' : 'b'",
        "role = 1 == true ? 'a' : 'b'",
        "role = [] == [] ? 'a' : 'b'",
        "role = true == 'true' ? 'a' : 'b'"
      })
  void anOddValueIsLeftToGroovy(String script) {
    BothWays both = new BothWays(script);
    assertThat(both.isPlain()).isTrue();
    assertThat(both.compare(null)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "connection.password = 'SECRET'",
        "connection { password = 123456 }",
        "connection { url = 'postgresql://u:SECRET@h/d' }",
        "connection = [password: 'SECRET']",
        "connection.password = System.getenv('X') ?: 'SECRET'",
        "connection.password = System.getenv('X') == 'SECRET' ? '' : null",
        "connection.password = [System.getenv('X'), \"SECRET${1}\"]",
        "environments { prod { connection { password = 'SECRET' } } }",
        "scratch = 'postgresql://u:SECRET@h/d'"
      })
  void aSecretIsReadBothWays(String script) {
    assertSame(script);
  }

  /** Groovy's own list, so that a new version of it cannot add a name unseen. */
  @Test
  void everyMethodOfAClosureIsATakenName() {
    var closures = GroovySystem.getMetaClassRegistry().getMetaClass(Closure.class);
    assertThat(closures.getMethods())
        .extracting(MetaMethod::getName)
        .isSubsetOf(GroovyNames.METHODS);
    assertThat(closures.getMetaMethods())
        .extracting(MetaMethod::getName)
        .isSubsetOf(GroovyNames.METHODS);
  }

  @Test
  void whatIsVeryDeepIsLeftToGroovy() {
    assertThat(new BothWays("role = " + "[".repeat(60) + "]".repeat(60)).isPlain()).isFalse();
  }
}
