package dev.postcar.spring;

import dev.postcar.Postcar;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The actuator endpoint {@code postcar}, where the actuator is there and exposes it. */
@AutoConfiguration(after = PostcarAutoConfiguration.class)
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
public class PostcarEndpointAutoConfiguration {

  /**
   * The endpoint.
   *
   * @param postcar asked when the endpoint is read
   */
  @Bean
  @ConditionalOnBean(Postcar.class)
  @ConditionalOnMissingBean
  @ConditionalOnAvailableEndpoint(endpoint = PostcarEndpoint.class)
  PostcarEndpoint postcarEndpoint(Postcar postcar) {
    return new PostcarEndpoint(postcar);
  }
}
