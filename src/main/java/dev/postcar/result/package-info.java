/**
 * What operations return: one record each, all of them a {@link dev.postcar.result.Result}. Public
 * API.
 */
package dev.postcar.result;
