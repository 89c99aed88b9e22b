/** What an SFU must read inside payloads: descriptors and keyframe detection. Imports bytes. */
package dev.sluice.server.rtp.codec;
