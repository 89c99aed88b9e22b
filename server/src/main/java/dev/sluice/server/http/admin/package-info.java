/**
 * What operators see and order over HTTP: the server, its rooms and who is in them; kick, mute,
 * close, record, drain; who is kept out; flight recordings and dumps. What a room must tell or do
 * is asked of it by a command and answered on its loop; JSON is written elsewhere. Imports auth,
 * events, room, media, transport, ice, rtp, time, the port of the recorder, and {@code http}.
 */
package dev.sluice.server.http.admin;
