/** The WebSocket messages of subprotocol {@code sluice.v1}. Imports Jackson and nothing of ours. */
package dev.sluice.protocol;
