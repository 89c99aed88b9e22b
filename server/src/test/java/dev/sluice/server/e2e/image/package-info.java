/**
 * What the container image is made of, and the tools that judge the files operators run the server
 * with.
 */
package dev.sluice.server.e2e.image;
