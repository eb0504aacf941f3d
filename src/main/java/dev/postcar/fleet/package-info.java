/** The same operation on many databases or schemas: begins with {@code Postcar.fleet}. */
package dev.postcar.fleet;
