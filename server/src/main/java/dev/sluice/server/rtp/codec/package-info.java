/**
 * What an SFU must read inside payloads: descriptors, keyframes, parameter sets and frame sizes.
 * Imports rtp, bytes.
 */
package dev.sluice.server.rtp.codec;
