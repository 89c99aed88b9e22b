/** A request that was refused, with the server's code, or could not be made, with one of ours. */
export class SluiceError extends Error {
  constructor(code, message) {
    super(message || code);
    this.name = 'SluiceError';
    this.code = code;
  }
}

/** A refusal over the WebSocket, with what the server said of coming back. */
export class Refused extends SluiceError {
  /** @param retryAfterMillis null when the server said nothing, as is `moveTo` */
  constructor({ code, message, retryAfterMs, moveTo }) {
    super(code, message);
    this.retryAfterMillis = Number.isFinite(retryAfterMs) ? retryAfterMs : null;
    this.moveTo = typeof moveTo === 'string' ? moveTo : null;
  }
}

/** An HTTP answer that is not what was asked for. */
export class HttpError extends SluiceError {
  /**
   * @param retryAfterMillis null when the server said nothing
   * @param moveTo where the answer comes from, when that was asked without our token; null otherwise
   */
  constructor(code, message, { status, retryAfterMillis, moveTo = null }) {
    super(code, message);
    this.status = status;
    this.retryAfterMillis = retryAfterMillis;
    this.moveTo = moveTo;
  }
}

/** The connection ended before the answer came; what was asked may have happened. */
export const connectionLost = () => new SluiceError('connection_lost', 'the connection is lost');

const FINAL = new Set([
  'unauthorized',
  'forbidden',
  'invalid_room_name',
  'invalid_message',
  'unknown_type',
  'malformed_json',
  'invalid_sdp',
  'negotiation_failed',
  'room_closed',
]);

const PASSING = new Set([
  'connection_lost',
  'timeout',
  'unavailable',
  'too_many_requests',
  'internal_error',
  'server_shutdown',
]);

/** A refusal that trying again does not change. */
export const isFinal = ({ code }) => FINAL.has(code);

/** A refusal that passes by itself, whoever asks; others, such as a full room, may or may not. */
export const isPassing = ({ code }) => PASSING.has(code);
