/**
 * The HTTP server, its routes and static pages on Netty. Imports auth, room and time; knows none of
 * the packages below it, whose routes it is given.
 */
package dev.sluice.server.http;
