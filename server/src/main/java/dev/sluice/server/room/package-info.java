/**
 * Rooms, participants, publications, subscriptions; commands in, events out. Imports transport and
 * below; knows no Netty, JSON or SDP.
 */
package dev.sluice.server.room;
