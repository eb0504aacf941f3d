package dev.postcar.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The words that specifications are made of. */
final class Words {

  private Words() {}

  /** Examples have a tab between the line and what it does. */
  static CommandSpec command(String help, String... examples) {
    CommandSpec spec = CommandSpec.create();
    spec.usageMessage().description(help).footer(examples);
    return spec;
  }

  static OptionSpec flag(String help, String... names) {
    return OptionSpec.builder(names).type(boolean.class).arity("0").description(help).build();
  }

  static OptionSpec text(String label, String help, String... names) {
    return OptionSpec.builder(names)
        .type(String.class)
        .arity("1")
        .paramLabel(label)
        .description(help)
        .build();
  }

  static OptionSpec number(String label, String help, String... names) {
    return OptionSpec.builder(names)
        .type(Integer.class)
        .arity("1")
        .paramLabel(label)
        .description(help)
        .build();
  }

  /** May be given more than once. */
  static OptionSpec several(String label, String help, String... names) {
    return OptionSpec.builder(names)
        .type(String[].class)
        .arity("1")
        .paramLabel(label)
        .description(help + " Repeatable.")
        .build();
  }

  static PositionalParamSpec one(String label, String arity, String help) {
    return PositionalParamSpec.builder()
        .type(String.class)
        .index("0")
        .arity(arity)
        .required(arity.startsWith("1"))
        .paramLabel(label)
        .description(help)
        .build();
  }

  static PositionalParamSpec at(int index, String label, String arity, String help) {
    return one(label, arity, help).toBuilder().index(String.valueOf(index)).build();
  }

  static PositionalParamSpec many(String label, String help) {
    return PositionalParamSpec.builder()
        .type(String[].class)
        .index("0..*")
        .arity("0..*")
        .paramLabel(label)
        .description(help)
        .build();
  }
}
