/**
 * What an SFU must read inside payloads: descriptors, keyframes, parameter sets and frame sizes.
 * The media loop calls this for every frame, so its readers are made once and wrap what they read;
 * those of the recorder read more, and make values of it. Imports rtp, bytes.
 */
package dev.sluice.server.rtp.codec;
