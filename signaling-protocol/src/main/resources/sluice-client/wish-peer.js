import { SluiceError, connectionLost } from './errors.js';
import { useIceServers } from './ice-servers.js';
import { MediaWatch } from './media-watch.js';
import { fragmentOf, iceDescription, withIceOf } from './sdp-fragment.js';
import { Trickle } from './trickle.js';
import { WishSession, discoverIceServers } from './wish-session.js';

const ICE_RESTARTS = 2;
const ICE_RESTART_TIMEOUT = 8_000;

/**
 * One RTCPeerConnection and the session it was negotiated in. Lost media gets ICE restarts as far as the server can; what
 * they do not mend is told by `onLost`, once.
 */
export class WishPeer {
  #connection;
  #shape;
  #shapeAnswer;
  #watch;
  #trickle;
  #session = null;
  #healing = false;
  #closed = false;
  #lost = false;
  #onLost;

  /**
   * @param settings { configuration, shape, shapeAnswer, onLost(error) }; `shape` may change an offer or answer of ours
   *     before it is used, `shapeAnswer` one of the server
   */
  constructor({ configuration, shape, shapeAnswer, onLost }) {
    this.#connection = new RTCPeerConnection({
      ...configuration,
      bundlePolicy: 'max-bundle',
      rtcpMuxPolicy: 'require',
    });
    this.#shape = shape;
    this.#shapeAnswer = shapeAnswer;
    this.#onLost = onLost;
    this.#watch = new MediaWatch(this.#connection, () => this.#heal());
    this.#trickle = new Trickle(this.#connection, (error) => this.#trickleRefused(error));
  }

  get connection() {
    return this.#connection;
  }

  /** Null until `open` is through. */
  get session() {
    return this.#session;
  }

  /**
   * The exchange of descriptions. Nothing is applied before the server has answered: ICE servers that come with its
   * answer are known before candidates are gathered.
   */
  async open(url, { token, traceparent, signal, trusts }) {
    const offer = await this.#offer({});
    const session = await WishSession.open(url, { offer: offer.sdp, token, traceparent, signal, trusts });
    this.#session = session;
    if (this.#closed) {
      await session.close();
      throw connectionLost();
    }
    try {
      useIceServers(this.#connection, session.iceServers);
      await (session.type === 'offer' ? this.#answer() : this.#apply(offer, session.description));
    } catch (error) {
      throw error instanceof SluiceError ? error : new SluiceError('negotiation_failed', error.message);
    }
    this.#watchTransport();
    this.#trickle.start(session, iceDescription(this.#connection.localDescription.sdp));
  }

  whenConnected(millis) {
    return this.#watch.whenConnected(millis);
  }

  /** Something changed around us: look at once. */
  nudge() {
    if (this.#session && ['interrupted', 'failed'].includes(this.#watch.state)) {
      this.#heal();
    }
  }

  /** Resolves when the server was told. */
  async close() {
    if (!this.#closed) {
      this.#closed = true;
      this.#trickle.stop();
      this.#watch.close();
      await this.#session?.close();
    }
  }

  /** A server that is done with us says so over DTLS; to ICE that looks like any silence. */
  #watchTransport() {
    const [transceiver] = this.#connection.getTransceivers();
    const transport = transceiver?.receiver.transport;
    transport?.addEventListener('statechange', () => {
      if (transport.state === 'closed') {
        this.#lose(new SluiceError('ended', 'the server ended the session'));
      }
    });
  }

  async #offer(options) {
    const { type, sdp } = await this.#connection.createOffer(options);
    return { type, sdp: this.#shape(sdp) };
  }

  async #apply(offer, answer) {
    await this.#connection.setLocalDescription(offer);
    await this.#connection.setRemoteDescription({ type: 'answer', sdp: this.#shapeAnswer(answer) });
  }

  /** To a counter-offer, which WHEP has for players that offered nothing the server could use. */
  async #answer() {
    await this.#connection.setRemoteDescription({ type: 'offer', sdp: this.#session.description });
    const { type, sdp } = await this.#connection.createAnswer();
    await this.#connection.setLocalDescription({ type, sdp: this.#shape(sdp) });
    await this.#session.answer(this.#connection.localDescription.sdp);
  }

  async #heal() {
    if (this.#healing || this.#closed || !this.#session) {
      return;
    }
    this.#healing = true;
    const error = await this.#restore().then(
      (restored) => (restored ? null : connectionLost()),
      (failure) => failure,
    );
    this.#healing = false;
    if (error) {
      this.#lose(error);
    }
  }

  async #restore() {
    for (let restart = 0; restart < ICE_RESTARTS; restart++) {
      if (this.#watch.state === 'connected') {
        return true;
      }
      // once it was offered by the server, there is no restart with the roles turned round
      if (this.#watch.state === 'failed' || !this.#session.restartable || this.#session.type === 'offer') {
        return false;
      }
      await this.#restartIce();
      if (await this.#watch.whenConnected(ICE_RESTART_TIMEOUT)) {
        return true;
      }
    }
    return false;
  }

  async #restartIce() {
    this.#trickle.restart();
    const offer = await this.#offer({ iceRestart: true });
    const description = iceDescription(offer.sdp);
    const fragment = await this.#session.restart(fragmentOf(description, [], false));
    const answer = withIceOf(this.#connection.remoteDescription.sdp, fragment);
    await this.#apply(offer, answer);
    this.#trickle.start(this.#session, description);
  }

  #trickleRefused(error) {
    // without our candidates media may flow all the same; without a session it will not for long
    if (error.status === 404 || error.status === 410) {
      this.#lose(error);
    }
  }

  #lose(error) {
    if (!this.#closed && !this.#lost) {
      this.#lost = true;
      this.#onLost(error);
    }
  }
}

/** For browsers whose connections cannot be configured after they were made. */
export async function iceServersBefore(url, { token, signal }) {
  return 'setConfiguration' in RTCPeerConnection.prototype ? [] : discoverIceServers(url, { token, signal });
}
