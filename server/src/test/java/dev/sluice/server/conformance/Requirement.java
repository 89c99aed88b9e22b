package dev.sluice.server.conformance;

import java.util.Optional;

/**
 * Every MUST, SHOULD and SHALL of RFC 9725 and of draft-ietf-wish-whep-04, in our own words. Where
 * the two say the same, one constant stands for both, with the section of each. Requirements on
 * IANA registrations and on authors of further documents are left out.
 */
public enum Requirement {
  // HTTP
  GET_SUCCEEDS_WITHOUT_CONTENT(
      "4.1", "4.1", Level.MUST, By.SERVER, "GET at endpoint and session succeeds without content"),
  ERRORS_ARE_NO_CAUSES(
      "4.1", "4.1", Level.MUST, By.CLIENT, "a client reads no cause into an error code"),
  UNKNOWN_ERRORS_ARE_CLASSES(
      "4.1", "4.1", Level.MUST, By.CLIENT, "a client takes an unknown code for its class"),
  HEAD_IS_SUPPORTED(null, "4.2", Level.SHOULD, By.SERVER, "the endpoint answers HEAD"),
  HEAD_TELLS_THE_TYPE(
      null, "4.2", Level.SHOULD, By.SERVER, "HEAD is 200 with Content-Type application/sdp"),
  HEAD_IS_GET_WITHOUT_BODY(
      null, "4.2", Level.MUST, By.SERVER, "HEAD has the headers of GET, and no body"),
  PLAYER_CONFIGURES_ITSELF(
      null, "4.2", Level.SHOULD, By.CLIENT, "a player that finds an endpoint uses WHEP"),

  // the first exchange
  OFFER_FOLLOWS_JSEP("4.2", "4.3", Level.MUST, By.CLIENT, "the client posts an offer as JSEP says"),
  POST_HAS_TYPE_SDP("4.2", "4.3", Level.MUST, By.CLIENT, "the POST is of type application/sdp"),
  ANSWER_IS_201(
      "4.2",
      "4.3.1",
      Level.MUST,
      By.SERVER,
      "a good offer is answered with 201, application/sdp, the answer and Location"),
  ANSWER_FOLLOWS_JSEP(
      "4.2", "4.3.1", Level.MUST, By.SERVER, "the answer has the offer's m-sections and mids"),
  OTHER_TYPES_ARE_REJECTED(
      "4.2", "4.3.4", Level.MUST, By.SERVER, "a POST of another type is a 4xx"),
  MALFORMED_OFFERS_ARE_REJECTED(
      "4.2", "4.3.4", Level.MUST, By.SERVER, "a malformed offer is a 4xx"),
  OFFER_GOES_ONE_WAY(
      "4.2", "4.3.5", Level.MUST, By.CLIENT, "the client offers its own direction or both"),
  ANSWER_GOES_ONE_WAY(
      "4.2", "4.3.5", Level.MUST, By.SERVER, "the answer has the protocol's only direction"),
  COUNTER_OFFER_IS_406(
      null,
      "4.3.2",
      Level.MUST,
      By.SERVER,
      "a counter-offer is 406 with application/sdp, the offer and Location"),
  COUNTER_OFFER_EXPIRES_BY_DATE(
      null, "4.3.2", Level.MUST, By.SERVER, "valid-until is an HTTP-date"),
  COUNTER_ANSWER_IS_PATCHED(
      null, "4.3.2", Level.MUST, By.CLIENT, "a player answers a counter-offer by PATCH"),
  COUNTER_ANSWER_IS_204(null, "4.3.2", Level.MUST, By.SERVER, "the player's answer gets 204"),
  MALFORMED_COUNTER_ANSWER_IS_REJECTED(
      null, "4.3.2", Level.MUST, By.SERVER, "a malformed answer is a 4xx"),
  COUNTER_OFFER_GOES_ONE_WAY(null, "4.3.5", Level.SHOULD, By.SERVER, "a counter-offer is sendonly"),
  COUNTER_ANSWER_GOES_ONE_WAY(
      null, "4.3.5", Level.MUST, By.CLIENT, "the answer to a counter-offer is recvonly"),
  PLAYER_OFFERS_MANY_CODECS(
      null, "4.3.6", Level.SHOULD, By.CLIENT, "a player offers all codecs it has"),
  NOT_LIVE_IS_409(
      null, "4.3.8", Level.SHALL, By.SERVER, "nothing to watch is 409 with Retry-After"),

  // the end
  SILENCE_ENDS_THE_SESSION(
      "4.2",
      "4.3.8",
      Level.SHALL,
      By.SERVER,
      "who vanishes is found out by its silence; who closes DTLS has ended the session"),
  CLIENT_DELETES_THE_SESSION("4.2", "4.4", Level.MUST, By.CLIENT, "a client ends by DELETE"),
  DELETE_ENDS_THE_SESSION(
      "4.2", "4.4", Level.MUST, By.SERVER, "DELETE removes the session, its ICE and its DTLS"),
  CONSENT_IS_REVOKED_AT_ONCE(
      "4.2", "4.4", Level.MUST, By.SERVER, "after the end no check is answered and nothing sent"),
  OPTIONS_SERVE_CORS("4.2", "4.4", Level.MUST, By.SERVER, "OPTIONS answers as CORS wants it"),
  OPTIONS_TELL_WHAT_TO_POST(
      "4.2", "4.4", Level.SHOULD, By.SERVER, "OPTIONS is 200 with Accept-Post application/sdp"),

  // ICE
  TRICKLE_AND_RESTART_WORK(
      "4.3", "4.5", Level.SHOULD, By.SERVER, "trickle ICE and ICE restarts are supported"),
  OTHER_PATCHES_ARE_REJECTED(
      "4.3.1", "4.5.1", Level.MUST, By.SERVER, "a PATCH of another type is a 4xx"),
  MALFORMED_FRAGMENTS_ARE_REJECTED(
      "4.3.1", "4.5.1", Level.MUST, By.SERVER, "a malformed fragment is a 4xx"),
  ENTITY_TAG_NAMES_THE_ICE_SESSION(
      "4.3.1", "4.5.1", Level.MUST, By.SERVER, "each ICE session has a unique strong entity tag"),
  ENTITY_TAG_COMES_WITH_201("4.3.1", "4.5.1", Level.MUST, By.SERVER, "the 201 has the first one"),
  CLIENT_DELETES_WITHOUT_TAG(
      "4.3.1", "4.5.1", Level.SHOULD, By.CLIENT, "a client sends no entity tag with DELETE"),
  ENTITY_TAG_IS_IGNORED_ON_DELETE(
      "4.3.1", "4.5.1", Level.MUST, By.SERVER, "DELETE looks at no entity tag"),
  MISSING_TAG_IS_428("4.3.1", "4.5.1", Level.MUST, By.SERVER, "a PATCH without a tag is 428"),
  OUTDATED_TAG_IS_412("4.3.1", "4.5.1", Level.MUST, By.SERVER, "a PATCH with an old tag is 412"),
  ALL_CANDIDATES_ARE_IN_THE_ANSWER(
      "4.3.2", "4.5.2", Level.SHALL, By.SERVER, "the answer has all candidates"),
  CLIENT_OFFERS_EARLY(
      "4.3.2", "4.5.2", Level.SHOULD, By.CLIENT, "a trickling client offers at once"),
  CLIENT_BUFFERS_CANDIDATES(
      "4.3.2", "4.5.2", Level.MUST, By.CLIENT, "candidates wait for the session's URL and tag"),
  CLIENT_AGGREGATES_CANDIDATES(
      "4.3.2", "4.5.2", Level.SHOULD, By.CLIENT, "buffered candidates go in one PATCH"),
  FRAGMENTS_FOLLOW_RFC_8840(
      "4.3.2", "4.5.2", Level.MUST, By.SERVER, "fragments are read as RFC 8840 section 4.4 says"),
  CANDIDATES_ARE_204(
      "4.3.2", "4.5.2", Level.MUST, By.SERVER, "candidates get 204, no body and no ETag"),
  UNUSABLE_CANDIDATES_ARE_PASSED_OVER(
      "4.3.2", "4.5.2", Level.MUST, By.SERVER, "an unusable candidate is silently discarded"),
  CLIENT_RESTARTS_WITH_STAR(
      "4.3.3", "4.5.3", Level.MUST, By.CLIENT, "a restart has If-Match: * and new credentials"),
  NEW_CREDENTIALS_ARE_A_RESTART(
      "4.3.3", "4.5.3", Level.MUST, By.SERVER, "other credentials are taken for an ICE restart"),
  RESTART_IS_200(
      "4.3.3", "4.5.3", Level.SHALL, By.SERVER, "a restart gets 200 and new credentials of ours"),
  RESTART_HAS_A_NEW_TAG("4.3.3", "4.5.3", Level.MUST, By.SERVER, "and a new entity tag"),
  RESTART_KEEPS_ICE_ATTRIBUTES(
      "4.3.3", "4.5.3", Level.MUST, By.SERVER, "ice-lite and ice-options are those of the answer"),
  FAILED_RESTART_KEEPS_THE_SESSION(
      "4.3.3", "4.5.3", Level.MUST, By.SERVER, "a restart that fails leaves the session as it was"),
  UNUSED_RESTART_ENDS_BY_CONSENT(
      "4.3.3", "4.5.3", Level.MUST, By.SERVER, "the session ends when consent expires"),
  CLIENT_APPLIES_THE_LAST_RESTART(
      "4.3.3", "4.5.3", Level.MUST, By.CLIENT, "only the last restart's response counts"),

  // WebRTC
  MEDIA_ARE_BUNDLED("4.4.1", "4.6.1", Level.SHALL, By.SERVER, "all media are in one BUNDLE group"),
  RTCP_IS_MULTIPLEXED("4.4.1", "4.6.1", Level.SHALL, By.SERVER, "RTP and RTCP share the port"),
  RTCP_MUX_ONLY_IS_SAID(
      "4.4.1", "4.6.1", Level.MUST, By.SERVER, "each m-section has a=rtcp-mux-only"),
  OTHER_STREAM_COUNTS_ARE_REJECTED(
      "4.4.2", null, Level.MUST, By.SERVER, "more streams or tracks than one each are 422 or 400"),
  ONE_MEDIA_STREAM_IS_SENT(
      null, "4.6.2", Level.MUST, By.SERVER, "all m-sections have one msid stream id"),
  NOTHING_IS_HALF_ACCEPTED(
      "4.4.3", null, Level.SHOULD, By.SERVER, "one bad m-section fails the whole POST"),
  SETUP_ACTIVE_IS_TAKEN(
      "4.4.4", null, Level.SHOULD, By.SERVER, "a=setup:active is supported or refused"),
  CLIENT_OFFERS_ACTPASS("4.4.4", null, Level.SHOULD, By.CLIENT, "a client offers actpass"),
  SERVER_IS_REACHABLE_OR_FULL_ICE(
      "4.4.5",
      "4.6.3",
      Level.SHOULD,
      By.SERVER,
      "a server that peers can reach may be ICE-lite, and says so"),
  CLIENT_IS_FULL_ICE("4.4.5", "4.6.3", Level.MUST, By.CLIENT, "the client is a full ICE agent"),

  // around it
  CLIENT_FOLLOWS_REDIRECTS("4.5", "4.7", Level.SHALL, By.CLIENT, "a client follows redirections"),
  REDIRECTS_KEEP_THE_METHOD(
      "4.5", "4.7", Level.MUST, By.SERVER, "redirections are 307, never 301 or 302"),
  PREFLIGHTS_HAVE_NO_ICE_SERVERS(
      "4.6", null, Level.SHOULD, By.SERVER, "a CORS preflight is told no ICE servers"),
  CLIENT_WAITS_FOR_ICE_SERVERS(
      "4.6", null, Level.SHOULD, By.CLIENT, "a client takes ICE servers from the 201"),
  BEARER_TOKENS_ARE_SUPPORTED(
      "4.7", "4.9", Level.MUST, By.SERVER, "endpoints and sessions know bearer tokens"),
  CLIENT_SENDS_ITS_TOKEN(
      "4.7.1", "4.9.1", Level.MUST, By.CLIENT, "a client sends its token with every request"),
  CLIENT_WITHOUT_TOKEN_SENDS_NONE(
      "4.7.1", "4.9.1", Level.MUST, By.CLIENT, "a client without a token sends no Authorization"),
  SIMULCAST_IS_ANSWERED(
      "4.8", null, Level.MUST, By.SERVER, "a simulcast offer is answered as RFC 8853 says"),
  CLIENT_NEGOTIATES_SIMULCAST(
      "4.8", null, Level.MUST, By.CLIENT, "a client negotiates simulcast in its offer"),
  EXTENSIONS_ARE_ADVERTISED(
      "4.9", "4.10", Level.MUST, By.SERVER, "each extension has a Link in the 201, by its URN"),
  EXTENSIONS_ARE_OPTIONAL("4.9", "4.10", Level.MUST, By.SERVER, "no extension is required"),
  CLIENT_IGNORES_UNKNOWN_LINKS(
      "4.9", "4.10", Level.MUST, By.CLIENT, "a client ignores relations it does not know"),
  HTTPS_IS_SERVED("5", "5", Level.SHALL, By.SERVER, "HTTPS is there to be used"),
  POST_IS_RATE_LIMITED("5", "5", Level.SHOULD, By.SERVER, "a flood of POSTs is limited"),
  PATCH_IS_RATE_LIMITED("5", "5", Level.SHOULD, By.SERVER, "a flood of PATCHes is limited"),
  DELETE_IS_RATE_LIMITED("5", "5", Level.SHOULD, By.SERVER, "a flood of DELETEs is limited"),
  SESSION_URLS_ARE_UNGUESSABLE("5", "5", Level.SHOULD, By.SERVER, "session URLs are random");

  /** How strongly a document speaks; MUST NOT and the like are of their positive's level. */
  public enum Level {
    MUST,
    SHALL,
    SHOULD
  }

  /** Who has to fulfil it. */
  public enum By {
    SERVER,
    CLIENT
  }

  /** The two documents. */
  public enum Document {
    WHIP("RFC 9725"),
    WHEP("draft-ietf-wish-whep-04");

    private final String title;

    Document(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  private final String whipSection;
  private final String whepSection;
  private final Level level;
  private final By by;
  private final String sentence;

  Requirement(String whipSection, String whepSection, Level level, By by, String sentence) {
    this.whipSection = whipSection;
    this.whepSection = whepSection;
    this.level = level;
    this.by = by;
    this.sentence = sentence;
  }

  /** The section; empty when the document does not have the requirement. */
  Optional<String> section(Document document) {
    return Optional.ofNullable(document == Document.WHIP ? whipSection : whepSection);
  }

  Level level() {
    return level;
  }

  By by() {
    return by;
  }

  String sentence() {
    return sentence;
  }

  /** How a test that proves it is called. */
  String title(Document document) {
    return "%s section %s %s: %s"
        .formatted(document.title(), section(document).orElse("-"), level, sentence);
  }
}
