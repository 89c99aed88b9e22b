/** WHEP, draft-ietf-wish-whep: viewers by HTTP. Imports signaling.wish and what that imports. */
package dev.sluice.server.signaling.whep;
