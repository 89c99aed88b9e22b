/** A request that was refused, with the server's code, or could not be made, with one of ours. */
export class SluiceError extends Error {
  constructor(code, message) {
    super(message || code);
    this.name = 'SluiceError';
    this.code = code;
  }
}

/** The connection ended before the answer came; what was asked may have happened. */
export const connectionLost = () => new SluiceError('connection_lost', 'the connection is lost');
