/** Traffic on the tables that migrations touch, and what the migrations do to it. */
package dev.postcar.internal.rehearse;
