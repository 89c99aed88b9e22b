package dev.sluice.server.auth.jwt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.ECKey;
import dev.sluice.server.auth.Grants;
import dev.sluice.server.auth.Refusal;
import dev.sluice.server.auth.RoomPatterns;
import dev.sluice.server.auth.RoomScope;
import dev.sluice.server.auth.SettableInstant;
import dev.sluice.server.auth.TokenVerifier.Genuine;
import dev.sluice.server.auth.TokenVerifier.Rejected;
import dev.sluice.server.auth.TokenVerifier.Uses;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.Permissions;
import dev.sluice.server.room.Permissions.Publishable;
import dev.sluice.server.room.RoomId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What claims grant: never more than they say. */
class JwtGrantsTest {

  private static final ECKey EC = Tokens.ec("ec-1");

  private final SettableInstant clock = new SettableInstant();
  private final JwtVerifier verifier = verifier(JwtOptions.DEFAULTS);

  private JwtVerifier verifier(JwtOptions options) {
    return new JwtVerifier(
        JwtKeys.none().withSecrets(List.of(Tokens.SECRET)).withPublicKeys(Tokens.pem(EC)),
        options,
        clock);
  }

  @Test
  void aRoomIsAllThatATokenOfGoLiveNeeds() {
    Grants grants = grants("role", "user");
    assertTrue(opens(grants, "standup"));
    assertFalse(opens(grants, "other"));
    assertEquals(Permissions.ALL, grants.entitlement().permissions());
    assertEquals(Optional.of(new ParticipantId("alice")), grants.identity());
    assertEquals("alice", grants.holder());
    assertFalse(grants.admin());
    assertFalse(grants.record());
    assertFalse(grants.recordings());
    assertEquals(Optional.of(clock.instant().plusSeconds(3630)), grants.expires());
  }

  @Test
  void aTokenWithoutRoomsOpensNothing() {
    Grants grants = grants("room", null);
    assertFalse(opens(grants, "standup"));
    assertFalse(grants.isOperator());
  }

  @Test
  void aTokenWithoutRoomsOpensThoseOfTheConfiguration() {
    JwtVerifier lenient =
        verifier(
            new JwtOptions(
                Set.of(), Set.of(), Duration.ZERO, Duration.ZERO, new RoomPatterns(List.of("*"))));
    Grants grants =
        assertInstanceOf(
                Genuine.class,
                lenient.verify(Tokens.hs256(Tokens.claims(clock.instant(), "room", null))))
            .grants();
    assertTrue(opens(grants, "standup"));
    assertFalse(grants.isOperator());
  }

  @Test
  void patternsOpenWhatTheyMatch() {
    Grants grants = grants("room", null, "rooms", List.of("team-*", "lobby"));
    assertTrue(opens(grants, "team-red"));
    assertTrue(opens(grants, "lobby"));
    assertFalse(opens(grants, "lobby2"));
    assertFalse(opens(grants, "my-team-red"));
    assertSame(RoomScope.ALL, grants("room", "*").rooms());
    assertFalse(opens(grants("room", null, "rooms", List.of()), "standup"));
  }

  @Test
  void anAdministratorWithoutRoomsIsTheOperatorAsInGoLive() {
    assertTrue(grants("room", null, "role", "admin").isOperator());
    assertTrue(grants("room", null, "role", "Admin").isOperator());
    assertTrue(grants("room", null, "admin", true).isOperator());
    assertTrue(grants("room", null, "admin", 1).isOperator());
    assertFalse(grants("room", null, "admin", false).isOperator());
  }

  @Test
  void anAdministratorOfARoomIsNotTheOperator() {
    Grants grants = grants("admin", true);
    assertTrue(grants.admin());
    assertFalse(grants.isOperator());
    assertFalse(opens(grants, "other"));
  }

  @Test
  void theRoleOfAnIdentityProviderMeansNothingHere() {
    Map<String, Object> claims = Tokens.claims(clock.instant(), "role", "admin", "room", null);
    Grants grants =
        assertInstanceOf(
                Genuine.class, verifier.verify(Tokens.signed(JWSAlgorithm.ES256, EC, claims)))
            .grants();
    assertFalse(grants.admin());
    assertFalse(opens(grants, "standup"));
    claims.put("admin", true);
    assertFalse(
        assertInstanceOf(
                Genuine.class, verifier.verify(Tokens.signed(JWSAlgorithm.ES256, EC, claims)))
            .grants()
            .isOperator());
  }

  @Test
  void anAdministratorOfAnIdentityProviderIsOneOfTheRoomsThatItsTokenNames() {
    JwtVerifier lenient =
        verifier(
            new JwtOptions(
                Set.of(), Set.of(), Duration.ZERO, Duration.ZERO, new RoomPatterns(List.of("*"))));
    Map<String, Object> claims = Tokens.claims(clock.instant(), "admin", true, "room", null);
    Grants all =
        assertInstanceOf(
                Genuine.class, lenient.verify(Tokens.signed(JWSAlgorithm.ES256, EC, claims)))
            .grants();
    assertTrue(opens(all, "standup"));
    assertFalse(all.admin());
    claims.put("room", "standup");
    Grants one =
        assertInstanceOf(
                Genuine.class, lenient.verify(Tokens.signed(JWSAlgorithm.ES256, EC, claims)))
            .grants();
    assertTrue(one.admin());
    assertFalse(one.isOperator());
  }

  @Test
  void publishSaysWhatMayBeSent() {
    assertEquals(Set.of(), publish("publish", false));
    assertEquals(Permissions.ALL.publish(), publish("publish", true));
    assertEquals(
        Set.of(Publishable.AUDIO, Publishable.SCREEN),
        publish("publish", List.of("audio", "screen")));
    assertEquals(Set.of(), publish("publish", List.of()));
  }

  @Test
  void whoIsHiddenPublishesNothing() {
    Permissions permissions = grants("hidden", true).entitlement().permissions();
    assertTrue(permissions.hidden());
    assertEquals(Set.of(), permissions.publish());
    assertEquals(permissions, grants("hidden", true, "publish", false).entitlement().permissions());
  }

  @Test
  void theOtherClaimsGrantWhatTheySay() {
    Grants grants =
        grants(
            "subscribe",
            false,
            "record",
            true,
            "name",
            "Alice B.",
            "metadata",
            Map.of("team", "red"));
    assertFalse(grants.entitlement().permissions().subscribe());
    assertTrue(grants.record());
    assertTrue(grants.recordings());
    assertEquals(Optional.of("Alice B."), grants.name());
    assertEquals(Map.of("team", "red"), grants.metadata());
    assertFalse(grants("record", true, "recordings", false).recordings());
  }

  @Test
  void aSubjectThatIsNoIdentityStandsForTheSameOneAlways() {
    ParticipantId one = grants("sub", "auth0|17").identity().orElseThrow();
    assertTrue(RoomId.isValid(one.value()), one.value());
    assertEquals(one, grants("sub", "auth0|17").identity().orElseThrow());
    assertNotEquals(one, grants("sub", "auth0|18").identity().orElseThrow());
    assertEquals("auth0|17", grants("sub", "auth0|17").holder());
    assertEquals(Optional.empty(), grants("sub", null).identity());
  }

  @Test
  void aTokenIsNamedByItsIdOrADigest() {
    assertEquals("t-1", genuine("jti", "t-1").tokenId());
    String digest = genuine().tokenId();
    assertTrue(digest.matches("sha256-[A-Za-z0-9_-]{22}"), digest);
    assertEquals(digest, genuine().tokenId());
    assertNotEquals(digest, genuine("name", "x").tokenId());
    assertEquals(Optional.of(digest), genuine().grants().entitlement().tokenId());
  }

  @Test
  void aTokenMayBeGoodForOneEntry() {
    assertEquals(Uses.ONE, genuine("once", true).uses());
    assertEquals(Uses.MANY, genuine("once", false).uses());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'room':7",
        "'room':null,'admin':true",
        "'rooms':null",
        "'room':'standup','rooms':null",
        "'room':''",
        "'room':['standup']",
        "'room':'a/b'",
        "'room':'standup','rooms':['other']",
        "'rooms':'standup'",
        "'rooms':['standup',7]",
        "'rooms':['a b']",
        "'rooms':['*a*b*c*d*e*']",
        "'publish':'audio'",
        "'publish':['Audio']",
        "'publish':['audio','everything']",
        "'publish':1",
        "'subscribe':'yes'",
        "'subscribe':0",
        "'record':'true'",
        "'admin':'true'",
        "'admin':2",
        "'admin':false,'role':'admin'",
        "'role':['admin']",
        "'hidden':'no'",
        "'hidden':true,'publish':['audio']",
        "'name':7",
        "'name':''",
        "'metadata':'x'",
        "'metadata':{'a':7}",
        "'metadata':{'a':{}}",
        "'sub':7",
        "'jti':''",
        "'jti':7",
        "'once':1",
        "'video':true",
        "'video':{'room':'standup','roomJoin':true},'room':'other'",
        "'video':{'room':'standup','roomJoin':true},'admin':true",
        "'video':{'room':'team-*','roomJoin':true}",
        "'video':{'room':'standup','roomJoin':'true'}",
        "'video':{'room':'standup','roomJoin':true,'canPublishSources':['mic']}"
      })
  void illTypedOrAmbiguousClaimsRefuseTheToken(String claims) {
    long exp = clock.instant().getEpochSecond() + 60;
    String payload = ("{'exp':" + exp + "," + claims + "}").replace('\'', '"');
    assertEquals(
        new Rejected(Refusal.MALFORMED),
        verifier.verify(Tokens.raw("{\"alg\":\"HS256\"}", payload)));
  }

  @Test
  void aTokenOfLiveKitOpensItsRoom() {
    Grants grants =
        liveKit(
            Map.of("room", "standup", "roomJoin", true),
            "name",
            "Alice",
            "metadata",
            "{\"a\":1}",
            "attributes",
            Map.of("team", "red"));
    assertTrue(opens(grants, "standup"));
    assertFalse(opens(grants, "other"));
    assertEquals(Permissions.ALL, grants.entitlement().permissions());
    assertEquals(Optional.of("Alice"), grants.name());
    assertEquals(Map.of("metadata", "{\"a\":1}", "team", "red"), grants.metadata());
    assertFalse(grants.admin());
  }

  @Test
  void aTokenOfLiveKitGrantsWhatItSaysThere() {
    Grants viewer =
        liveKit(Map.of("room", "standup", "roomJoin", true, "canPublish", false, "hidden", true));
    assertEquals(new Permissions(Set.of(), true, true), viewer.entitlement().permissions());
    Grants speaker =
        liveKit(
            Map.of(
                "room",
                "standup",
                "roomJoin",
                true,
                "canPublishSources",
                List.of("microphone"),
                "canPublishData",
                false,
                "canSubscribe",
                false));
    assertEquals(
        new Permissions(Set.of(Publishable.AUDIO), false, false),
        speaker.entitlement().permissions());
    Grants admin = liveKit(Map.of("room", "standup", "roomAdmin", true, "roomRecord", true));
    assertTrue(admin.admin());
    assertTrue(admin.record());
    assertFalse(admin.isOperator());
  }

  @Test
  void aTokenOfLiveKitWithoutARoomOpensNothing() {
    assertFalse(opens(liveKit(Map.of("roomJoin", true)), "standup"));
    assertFalse(opens(liveKit(Map.of("room", "standup")), "standup"));
    assertFalse(liveKit(Map.of("roomAdmin", true)).isOperator());
  }

  private Grants liveKit(Map<String, Object> video, Object... more) {
    Map<String, Object> claims = Tokens.claims(clock.instant(), more);
    claims.remove("room");
    claims.put("video", video);
    return assertInstanceOf(Genuine.class, verifier.verify(Tokens.hs256(claims))).grants();
  }

  private Set<Publishable> publish(Object... more) {
    return grants(more).entitlement().permissions().publish();
  }

  private static boolean opens(Grants grants, String room) {
    return grants.rooms().includes(new RoomId(room));
  }

  private Grants grants(Object... more) {
    return genuine(more).grants();
  }

  private Genuine genuine(Object... more) {
    return assertInstanceOf(
        Genuine.class, verifier.verify(Tokens.hs256(Tokens.claims(clock.instant(), more))));
  }
}
