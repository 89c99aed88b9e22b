/** A request that was refused, with the server's code, or could not be made, with one of ours. */
export class SluiceError extends Error {
  constructor(code, message) {
    super(message || code);
    this.name = 'SluiceError';
    this.code = code;
  }
}

/** An HTTP answer that is not what was asked for. */
export class HttpError extends SluiceError {
  /** @param retryAfterMillis null when the server said nothing */
  constructor(code, message, { status, retryAfterMillis }) {
    super(code, message);
    this.status = status;
    this.retryAfterMillis = retryAfterMillis;
  }
}

/** The connection ended before the answer came; what was asked may have happened. */
export const connectionLost = () => new SluiceError('connection_lost', 'the connection is lost');
