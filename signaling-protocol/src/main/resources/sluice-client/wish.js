/** Publishing by WHIP and playing by WHEP; see wish.d.ts for what is offered and WHIP-WHEP.md for what is spoken. */
export { WhipPublisher } from './whip.js';
export { WhepPlayer } from './whep.js';
export { HttpError, SluiceError } from './errors.js';
