/**
 * The pure parts of forwarding: layer choice, rewriting, keyframe requests, speakers. Imports
 * stream and below.
 */
package dev.sluice.server.room.forwarding;
