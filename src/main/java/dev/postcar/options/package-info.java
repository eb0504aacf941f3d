/** What an operation is asked for where it takes more than a target. Public API. */
package dev.postcar.options;
