/**
 * Makes coded frames, as containers hold them, out of the payloads of a source's packets, and says
 * which of them can be decoded after losses. Packets in order and losses in, frames out: no clock,
 * no thread. Imports the port's types and {@code codec}.
 */
package dev.sluice.recorder.depacketize;
