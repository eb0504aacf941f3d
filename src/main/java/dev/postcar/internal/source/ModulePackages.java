package dev.postcar.internal.source;

import dev.postcar.PostcarException;
import io.github.classgraph.ClassGraph;
import io.github.classgraph.ModuleReaderProxy;
import io.github.classgraph.ModuleRef;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.stream.Stream;

/** Packages in named modules: no class loader says where the modules of a module path lie. */
final class ModulePackages {

  private ModulePackages() {}

  /**
   * A scan of the modules that a loader may find some packages in.
   *
   * @return null where there are none, as on a class path
   */
  static ClassGraph graph(Set<String> packages, ClassLoader loader) {
    String[] modules =
        ModuleLayer.boot().modules().stream()
            .filter(module -> mayHave(module, packages) && isSeen(module, loader))
            .map(Module::getName)
            .toArray(String[]::new);
    return modules.length == 0
        ? null
        : new ClassGraph()
            .disableDirScanning()
            .disableJarScanning()
            .overrideModuleLayers(ModuleLayer.boot())
            .acceptModules(modules);
  }

  /** An automatic module does not know its packages without classes. */
  private static boolean mayHave(Module module, Set<String> packages) {
    return module.getDescriptor().isAutomatic()
        || packages.stream().anyMatch(module.getPackages()::contains);
  }

  private static boolean isSeen(Module module, ClassLoader loader) {
    return Stream.iterate(loader, one -> one != null, ClassLoader::getParent)
        .anyMatch(one -> one == module.getClassLoader());
  }

  /** Opens a file of a module, whether or not its package is open. */
  static InputStream open(ModuleRef module, String path) throws IOException {
    try (ModuleReaderProxy reader = module.open();
        InputStream in = reader.open(path)) {
      return new ByteArrayInputStream(in.readAllBytes());
    }
  }

  /**
   * Refuses migrations that may not be instantiated from outside of their module.
   *
   * @param packages with a migration or a view that is a class
   * @throws PostcarException.Source if one is neither exported nor open
   */
  static void refuseClosed(Set<String> packages) {
    Module postcar = ModulePackages.class.getModule();
    for (String name : packages) {
      for (Module module : ModuleLayer.boot().modules()) {
        if (module.getPackages().contains(name) && !module.isExported(name, postcar)) {
          throw new PostcarException.Source(
              """
              The migrations in package %1$s cannot be loaded: module %2$s does not open the package.
              Next: add "opens %1$s;" to module-info.java of %2$s."""
                  .formatted(name, module.getName()));
        }
      }
    }
  }
}
