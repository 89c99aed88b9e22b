// @ts-check

/** An answer that is not what was asked for. Its status is 0 when there was none. */
export class ApiError extends Error {
  /** @param {number} status @param {string} message the server's */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/**
 * Asks the server, with what the tab has for a token.
 *
 * @param {string | URL} url
 * @param {{ method: string, token: string, body?: object }} options
 * @throws {ApiError} when the answer is a refusal, or there is none
 */
export async function request(url, { method, token, body }) {
  const response = await fetch(url, {
    method,
    headers: {
      ...(token && { Authorization: `Bearer ${token}` }),
      ...(body && { 'Content-Type': 'application/json' }),
    },
    body: body && JSON.stringify(body),
    cache: 'no-store',
  }).catch((error) => {
    throw new ApiError(0, String(error?.message ?? error));
  });
  if (!response.ok) {
    const answer = await response.json().catch(() => null);
    throw new ApiError(response.status, typeof answer?.error === 'string' ? answer.error : '');
  }
  return response;
}

/** The status of the answer that a failure is; -1 for a fault of our own. @param {unknown} error */
export function statusOf(error) {
  return error instanceof ApiError ? error.status : -1;
}

/** @param {unknown} error */
export function messageOf(error) {
  return error instanceof Error ? error.message : '';
}
