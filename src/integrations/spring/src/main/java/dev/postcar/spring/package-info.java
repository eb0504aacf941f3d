/**
 * postcar in Spring Boot 3.5 and 4: migrations run, or are waited for, before anything else uses
 * the database.
 */
package dev.postcar.spring;
