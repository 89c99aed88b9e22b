/**
 * Rooms, participants, publications, subscriptions, recordings; commands in, events out. Imports
 * transport and below, and the port of the recorder; knows no Netty, JSON or SDP.
 */
package dev.sluice.server.room;
