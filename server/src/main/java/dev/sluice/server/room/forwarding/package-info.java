/**
 * The pure parts of forwarding: layer choice, rewriting, keyframe requests, the cache of keyframes
 * and its replay, speakers. Imports stream and below.
 */
package dev.sluice.server.room.forwarding;
