/** The browser client of Sluice; see sluice.d.ts for what is offered and PROTOCOL.md for what is spoken. */
export { Room } from './room.js';
export { SluiceError } from './errors.js';
