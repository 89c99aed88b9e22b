package dev.sluice.server.negotiation;

import dev.sluice.server.dtls.DtlsRole;
import dev.sluice.server.dtls.Fingerprint;
import dev.sluice.server.ice.IceCandidate;
import dev.sluice.server.ice.IceCandidate.Protocol;
import dev.sluice.server.ice.IceCredentials;
import dev.sluice.server.negotiation.NegotiationException.Reason;
import dev.sluice.server.rtp.MediaKind;
import dev.sluice.server.rtp.PayloadFormat;
import dev.sluice.server.sdp.MediaSection;
import dev.sluice.server.sdp.SdpFragment;
import dev.sluice.server.sdp.SessionDescription;
import dev.sluice.server.transport.MediaParameters;
import dev.sluice.server.transport.SessionParameters;
import dev.sluice.server.transport.TransportParameters;
import java.net.Inet4Address;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Answers the offers of one client session, RFC 3264 and RFC 9429. The only state is what was
 * agreed last: credentials, DTLS role, and what is sent where.
 *
 * <p>The server never offers, with one exception that WHEP needs: a player whose own offer cannot
 * be served is {@linkplain #counterOffer offered} what is published. It is the first exchange of
 * its session and not followed by another, so there is still no glare and nothing to roll back.
 *
 * <p>Owned by one thread at a time. It reads no clock and does no I/O.
 */
public final class OfferAnswer {

  private static final int LONGEST_MID = 32;

  /** RFC 8866 section 9: the marks that a token may have besides letters and digits. */
  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`{|}~";

  /**
   * What was agreed last.
   *
   * @param ice what a restart repeats of it
   */
  private record State(SessionParameters session, LocalStreams streams, SdpFragment ice) {
    TransportParameters transport() {
      return session.transport();
    }
  }

  /** What we offered and wait to have answered. */
  private record Pending(
      CounterOffer offer, IceCredentials localIce, LocalStreams streams, SessionDescription sdp) {}

  private final NegotiationOptions options;
  private final Fingerprint localFingerprint;
  private final List<IceCandidate> candidates;
  private final String cname;
  private final SecureRandom random;

  /** The same in all answers; not negative, since some parsers read a signed number. */
  private final long sessionId;

  private long sessionVersion;
  private Optional<State> state = Optional.empty();
  private Optional<Pending> pending = Optional.empty();

  /**
   * @param options what to agree to
   * @param localFingerprint of the certificate our DTLS shows
   * @param candidates where peers reach the media loop; answers list UDP before TCP and IPv4 before
   *     IPv6, since FFmpeg takes the first one alone
   * @param cname the RTCP CNAME of all we send in this session
   * @param random for SSRCs and ICE credentials
   */
  public OfferAnswer(
      NegotiationOptions options,
      Fingerprint localFingerprint,
      List<IceCandidate> candidates,
      String cname,
      SecureRandom random) {
    this.options = options;
    this.localFingerprint = localFingerprint;
    this.candidates =
        candidates.stream()
            .sorted(
                Comparator.comparing((IceCandidate c) -> c.protocol() != Protocol.UDP)
                    .thenComparing(c -> !(c.address().getAddress() instanceof Inet4Address)))
            .toList();
    this.cname = cname;
    this.random = random;
    this.sessionId = random.nextLong() >>> 1;
  }

  /**
   * Answers an offer.
   *
   * @throws NegotiationException when it cannot be answered; the session is then as it was before
   */
  public Answer answer(SessionDescription offer) throws NegotiationException {
    List<AcceptedSection> bundle = acceptedSections(offer);
    RemoteTransport remote = RemoteTransport.read(offer, bundle.get(0).offered());
    boolean newTransport = state.map(last -> !continues(last.transport(), remote)).orElse(true);
    boolean iceRestart =
        !newTransport && !state.orElseThrow().transport().remoteIce().equals(remote.ice());
    Optional<State> last = newTransport ? Optional.empty() : state;
    TransportParameters transport =
        new TransportParameters(
            newTransport || iceRestart
                ? IceCredentials.random(random)
                : last.orElseThrow().transport().localIce(),
            remote.ice(),
            last.map(State::transport)
                .map(TransportParameters::dtlsRole)
                .or(remote::fixedRole)
                .orElse(options.roleForActpass()),
            List.copyOf(remote.fingerprints()));
    LocalStreams streams =
        last.map(State::streams).orElse(LocalStreams.none()).after(bundle, random);
    String setup = transport.dtlsRole() == DtlsRole.CLIENT ? "active" : "passive";
    SessionDescription sdp =
        writer(transport.localIce(), setup, streams).answer(origin(), offer, bundle);
    SessionParameters session =
        new SessionParameters(
            transport, media(offer, bundle, streams), TranscriptWriter.of(offer, sdp));
    sessionVersion++;
    pending = Optional.empty();
    SdpFragment ice = SdpFragment.of(sdp, bundle.get(0).mid());
    state = Optional.of(new State(session, streams, ice));
    return new Answer(sdp.write(), session, iceRestart, newTransport);
  }

  /**
   * Offers what is published to a player that cannot play it as it offered. Each call replaces the
   * offer before.
   *
   * @param published formats as agreed with the publishers
   * @return the offer's text, CRLF line ends; {@link #accept} takes the answer to it
   * @throws NegotiationException when nothing of it can be offered
   * @throws IllegalStateException after the first answer
   */
  public String counterOffer(List<PayloadFormat> published) throws NegotiationException {
    if (state.isPresent()) {
      throw new IllegalStateException("the session has agreed already");
    }
    CounterOffer offer = CounterOffer.of(published, options.codecs());
    IceCredentials localIce = IceCredentials.random(random);
    LocalStreams streams = LocalStreams.none().after(offer.sections(), random);
    // an offer leaves the DTLS roles to the answer, also one of an ICE-lite agent: RFC 8842
    SessionDescription sdp = writer(localIce, "actpass", streams).offer(origin(), offer.sections());
    sessionVersion++;
    pending = Optional.of(new Pending(offer, localIce, streams, sdp));
    return sdp.write();
  }

  /**
   * Takes the answer to the {@link #counterOffer}.
   *
   * @throws NegotiationException when it is none; another may follow
   * @throws IllegalStateException when there is no offer that waits for an answer
   */
  public SessionParameters accept(SessionDescription answer) throws NegotiationException {
    Pending offered = pending.orElseThrow(() -> new IllegalStateException("nothing was offered"));
    List<AcceptedSection> bundle = offered.offer().accept(answer);
    RemoteTransport remote = RemoteTransport.readAnswer(answer, bundle.get(0).offered());
    TransportParameters transport =
        new TransportParameters(
            offered.localIce(),
            remote.ice(),
            remote.fixedRole().orElseThrow(),
            List.copyOf(remote.fingerprints()));
    LocalStreams streams = offered.streams().after(bundle, random);
    SessionParameters session =
        new SessionParameters(
            transport, media(answer, bundle, streams), TranscriptWriter.of(offered.sdp(), answer));
    SdpFragment ice = SdpFragment.of(offered.sdp(), bundle.get(0).mid());
    state = Optional.of(new State(session, streams, ice));
    pending = Optional.empty();
    return session;
  }

  private DescriptionWriter writer(IceCredentials localIce, String setup, LocalStreams streams) {
    return new DescriptionWriter(
        localFingerprint, candidates, localIce, setup, streams, cname, options.profile());
  }

  private String origin() {
    return "- " + sessionId + " " + (sessionVersion + 1) + " IN IP4 0.0.0.0";
  }

  /**
   * Answers an ICE restart that comes without an offer: everything but the credentials stays as the
   * last answer said. RFC 9725 section 4.3.3.
   *
   * @throws java.util.NoSuchElementException before the first answer
   */
  public IceRestart restart(IceCredentials remote) {
    State last = state.orElseThrow();
    IceCredentials local = IceCredentials.random(random);
    TransportParameters transport =
        new TransportParameters(
            local, remote, last.transport().dtlsRole(), last.transport().remoteFingerprints());
    SessionParameters session =
        new SessionParameters(transport, last.session().media(), last.session().transcript());
    SdpFragment ice = last.ice().with("ice-ufrag", local.ufrag()).with("ice-pwd", local.pwd());
    state = Optional.of(new State(session, last.streams(), ice));
    return new IceRestart(ice, session);
  }

  /** True when the offer leaves the DTLS association as it is. RFC 8842 section 4. */
  private static boolean continues(TransportParameters last, RemoteTransport remote) {
    DtlsRole role = last.dtlsRole();
    return Set.copyOf(last.remoteFingerprints()).equals(remote.fingerprints())
        && remote.fixedRole().orElse(role) == role;
  }

  /** The accepted m-sections in the order of the BUNDLE group; not empty. */
  private List<AcceptedSection> acceptedSections(SessionDescription offer)
      throws NegotiationException {
    List<String> group =
        offer
            .bundle()
            .orElseThrow(
                () ->
                    new NegotiationException(
                        Reason.NO_BUNDLE,
                        "The offer needs an a=group:BUNDLE line: all media share one transport."));
    checkMids(offer);
    List<AcceptedSection> accepted = new ArrayList<>();
    boolean anyMedia = false;
    for (MediaSection section : offer.media()) {
      Optional<MediaKind> kind = kind(section);
      String mid = section.mid().orElse("");
      if (kind.isPresent() && group.contains(mid)) {
        anyMedia = true;
        AcceptedSection.of(
                section,
                mid,
                kind.get(),
                options.profile().answerTo(section.direction(offer.direction())),
                options.codecs())
            .ifPresent(accepted::add);
      }
    }
    if (accepted.isEmpty()) {
      throw anyMedia
          ? new NegotiationException(
              Reason.NO_SUPPORTED_CODEC, "The offer has no codec that this server forwards.")
          : new NegotiationException(
              Reason.NO_MEDIA,
              "The offer has no audio or video that is bundled, multiplexed and not stopped.");
    }
    accepted.sort(Comparator.comparingInt(section -> group.indexOf(section.mid())));
    return accepted;
  }

  /** What an m-section carries; empty when it is none that we could take part in. */
  private static Optional<MediaKind> kind(MediaSection section) {
    boolean rtp = section.protocol().contains("RTP/SAVP");
    if (section.stopped() || !rtp || !section.has("rtcp-mux")) {
      return Optional.empty();
    }
    return switch (section.media()) {
      case "audio" -> Optional.of(MediaKind.AUDIO);
      case "video" -> Optional.of(MediaKind.VIDEO);
      default -> Optional.empty();
    };
  }

  private static void checkMids(SessionDescription offer) throws NegotiationException {
    Set<String> mids = new HashSet<>();
    for (MediaSection section : offer.media()) {
      String mid = section.mid().orElse("");
      if (!mid.isEmpty() && !isMid(mid)) {
        throw new NegotiationException(
            Reason.INVALID_MID, "An a=mid of the offer is no token of at most 32 characters.");
      }
      if (!mid.isEmpty() && !mids.add(mid)) {
        throw new NegotiationException(
            Reason.DUPLICATE_MID, "Two m-sections of the offer have the mid \"" + mid + "\".");
      }
    }
  }

  private static boolean isMid(String mid) {
    return mid.length() <= LONGEST_MID
        && mid.chars()
            .allMatch(
                c ->
                    (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= '0' && c <= '9')
                        || TOKEN_MARKS.indexOf(c) >= 0);
  }

  private List<MediaParameters> media(
      SessionDescription offer, List<AcceptedSection> bundle, LocalStreams streams) {
    List<MediaParameters> media = new ArrayList<>();
    for (MediaSection offered : offer.media()) {
      for (AcceptedSection section : bundle) {
        if (section.isIn(offered)) {
          media.add(section.parameters(streams.sendSource(section, cname)));
        }
      }
    }
    return media;
  }
}
