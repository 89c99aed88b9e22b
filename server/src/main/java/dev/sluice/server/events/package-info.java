/**
 * What happens in rooms and recordings, told to programs outside: the events and their JSON, the
 * thread that makes them one after the other, and a feed of the last ones. Imports rooms and the
 * recorder's port; knows no HTTP server. Webhooks are in a package of their own.
 */
package dev.sluice.server.events;
