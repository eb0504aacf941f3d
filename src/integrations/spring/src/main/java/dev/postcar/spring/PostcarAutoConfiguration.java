package dev.postcar.spring;

import dev.postcar.Hooks;
import dev.postcar.Postcar;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.config.Setting;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * A {@link Postcar} on the application's database, and what it does at the start. {@code
 * postcar.enabled=false} switches it off.
 */
@AutoConfiguration(
    afterName = {
      "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
      "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"
    })
@ConditionalOnProperty(name = "postcar.enabled", matchIfMissing = true)
public class PostcarAutoConfiguration {

  /**
   * The database that is migrated.
   *
   * @param environment the properties
   * @param marked the DataSource that is marked for it
   * @param all every DataSource
   */
  @Bean
  @ConditionalOnMissingBean
  MigratedDatabase postcarMigratedDatabase(
      Environment environment,
      @PostcarDataSource ObjectProvider<DataSource> marked,
      ObjectProvider<DataSource> all) {
    return PostcarStartException.around(
        () -> MigratedDatabase.of(new PostcarProperties(environment), marked, all));
  }

  /**
   * To migrate it, and to ask for its status later; used by one thread at a time.
   *
   * @param context whose class loader has the migrations
   * @param environment the properties
   * @param database the database
   * @param hooks called in their order
   * @param customizers called in their order
   */
  @Bean(destroyMethod = "close")
  @ConditionalOnMissingBean
  Postcar postcar(
      ApplicationContext context,
      Environment environment,
      MigratedDatabase database,
      ObjectProvider<Hooks> hooks,
      ObjectProvider<PostcarCustomizer> customizers) {
    Postcar postcar = Postcar.on(database.dataSource());
    Config config =
        PostcarStartException.around(
            () -> new PostcarProperties(environment).over(Config.DEFAULTS));
    if (config.packages().isEmpty()) {
      config = config.with(Setting.PACKAGES, usual(context));
    }
    postcar
        .configure(config)
        .classLoader(context.getClassLoader())
        .hooks(HooksInOrder.of(hooks.orderedStream().toList()));
    customizers.orderedStream().forEach(customizer -> customizer.customize(postcar));
    return postcar;
  }

  /** The package migrations below that of the application. */
  private static List<String> usual(BeanFactory beans) {
    return AutoConfigurationPackages.has(beans)
        ? AutoConfigurationPackages.get(beans).stream().map(name -> name + ".migrations").toList()
        : List.of();
  }

  /**
   * What is done at the start; whatever uses the database waits for it.
   *
   * @param postcar does it
   * @param database the database
   * @param context the application
   */
  @Bean
  @ConditionalOnMissingBean
  PostcarInitializer postcarInitializer(
      Postcar postcar, MigratedDatabase database, ApplicationContext context) {
    return PostcarStartException.around(() -> new PostcarInitializer(postcar, database, context));
  }

  /** A lazy start would migrate with the first request, or never. */
  @Bean
  static LazyInitializationExcludeFilter postcarIsNotLazy() {
    return LazyInitializationExcludeFilter.forBeanTypes(PostcarInitializer.class);
  }
}
