/** Reading and writing integers in network byte order, and unwrapping counters. Imports nothing. */
package dev.sluice.server.bytes;
