package dev.sluice.server.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.conformance.Requirement.By;
import dev.sluice.server.conformance.Requirement.Document;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No requirement on a server is without a test, and none on a client without a word about the
 * browser client that comes with this server. The table of both is a document, kept up to date
 * here.
 */
class ConformanceCoverageTest {

  private static final Path TABLE = Path.of("docs", "conformance.md");
  private static final Path CLIENT_TESTS = Path.of("..", "signaling-protocol", "src", "test", "js");

  /** A requirement on clients: a test of ours that proves it, or why there is none. */
  private record ClientProof(String file, String title) {
    static ClientProof whip(String title) {
      return new ClientProof("whip.test.mjs", title);
    }

    static ClientProof whep(String title) {
      return new ClientProof("whep.test.mjs", title);
    }

    static ClientProof because(String words) {
      return new ClientProof("", words);
    }

    boolean tested() {
      return !file.isEmpty();
    }
  }

  private static final Map<Requirement, ClientProof> CLIENT_PROOFS = clientProofs();

  private static Map<Requirement, ClientProof> clientProofs() {
    Map<Requirement, ClientProof> proofs = new EnumMap<>(Requirement.class);
    proofs.put(Requirement.ERRORS_ARE_NO_CAUSES, ClientProof.whip("a refusal says why"));
    proofs.put(
        Requirement.UNKNOWN_ERRORS_ARE_CLASSES,
        ClientProof.whep("gives up at once when it is refused"));
    proofs.put(
        Requirement.PLAYER_CONFIGURES_ITSELF,
        ClientProof.because("the player is told that an address is WHEP; it plays nothing else"));
    ClientProof publishes =
        ClientProof.whip(
            "posts an offer with the token, applies the answer and deletes the session at the end");
    proofs.put(
        Requirement.OFFER_FOLLOWS_JSEP,
        ClientProof.because(
            "the browser makes the offer; real ones publish and play in the tests"));
    proofs.put(Requirement.POST_HAS_TYPE_SDP, publishes);
    proofs.put(
        Requirement.OFFER_GOES_ONE_WAY,
        ClientProof.whep("receives picture and sound as one stream"));
    ClientProof countered = ClientProof.whep("answers a counter-offer");
    proofs.put(Requirement.COUNTER_ANSWER_IS_PATCHED, countered);
    proofs.put(
        Requirement.COUNTER_ANSWER_GOES_ONE_WAY,
        ClientProof.because("a browser answers sendonly with recvonly when it adds no track"));
    proofs.put(
        Requirement.PLAYER_OFFERS_MANY_CODECS,
        ClientProof.because("the player leaves the browser's own list of codecs as it is"));
    proofs.put(Requirement.CLIENT_DELETES_THE_SESSION, publishes);
    proofs.put(Requirement.CLIENT_DELETES_WITHOUT_TAG, publishes);
    ClientProof trickles = ClientProof.whip("trickles candidates in batches under the entity tag");
    proofs.put(Requirement.CLIENT_OFFERS_EARLY, trickles);
    proofs.put(Requirement.CLIENT_BUFFERS_CANDIDATES, trickles);
    proofs.put(Requirement.CLIENT_AGGREGATES_CANDIDATES, trickles);
    ClientProof restarts =
        ClientProof.whip(
            "restarts ICE by PATCH when media is lost, and trickles under the new tag");
    proofs.put(Requirement.CLIENT_RESTARTS_WITH_STAR, restarts);
    proofs.put(Requirement.CLIENT_APPLIES_THE_LAST_RESTART, restarts);
    proofs.put(Requirement.CLIENT_OFFERS_ACTPASS, ClientProof.because("browsers offer actpass"));
    proofs.put(Requirement.CLIENT_IS_FULL_ICE, ClientProof.because("browsers are full ICE agents"));
    proofs.put(
        Requirement.CLIENT_FOLLOWS_REDIRECTS,
        ClientProof.because(
            "fetch follows 307 and keeps the method; `wish-redirect.test.mjs` for the token, which it"
                + " does not keep"));
    proofs.put(
        Requirement.CLIENT_WAITS_FOR_ICE_SERVERS,
        ClientProof.whip(
            "uses the ICE servers of the 201 before it gathers, unless it was given its own"));
    proofs.put(Requirement.CLIENT_SENDS_ITS_TOKEN, publishes);
    proofs.put(
        Requirement.CLIENT_WITHOUT_TOKEN_SENDS_NONE,
        ClientProof.because("the header is there only with a token"));
    proofs.put(
        Requirement.CLIENT_NEGOTIATES_SIMULCAST,
        ClientProof.whip("offers the codec, the encodings and the sound that are asked for"));
    proofs.put(
        Requirement.CLIENT_IGNORES_UNKNOWN_LINKS,
        ClientProof.whep("asks only for events that are offered and tells them"));
    return proofs;
  }

  private static Map<Requirement, List<String>> serverProofs(Document document) {
    Class<?> suite =
        document == Document.WHIP ? WhipConformanceTest.class : WhepConformanceTest.class;
    Class<?> virtual;
    try {
      virtual = Class.forName("dev.sluice.server.scenario.UnusedRestartScenarioTest");
    } catch (ClassNotFoundException e) {
      throw new AssertionError("the story of the unused restart is gone", e);
    }
    Map<Requirement, List<String>> proofs = new EnumMap<>(Requirement.class);
    Stream.of(suite, WishConformance.class, virtual)
        .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
        .filter(method -> method.isAnnotationPresent(Proves.class))
        .sorted(Comparator.comparing(Method::getName))
        .forEach(
            method -> {
              for (Requirement requirement : method.getAnnotation(Proves.class).value()) {
                proofs
                    .computeIfAbsent(requirement, none -> new ArrayList<>())
                    .add(method.getName());
              }
            });
    return proofs;
  }

  @Test
  void everyRequirementOnAServerIsProven() {
    for (Document document : Document.values()) {
      Map<Requirement, List<String>> proofs = serverProofs(document);
      for (Requirement requirement : Requirement.values()) {
        if (requirement.by() == By.SERVER && requirement.section(document).isPresent()) {
          assertTrue(proofs.containsKey(requirement), () -> requirement.title(document));
        }
      }
    }
  }

  @Test
  void everyRequirementOnAClientIsTestedOrAnswered() throws IOException {
    for (Requirement requirement : Requirement.values()) {
      if (requirement.by() == By.CLIENT) {
        ClientProof proof = CLIENT_PROOFS.get(requirement);
        assertTrue(proof != null, requirement::sentence);
        if (proof.tested()) {
          String tests = Files.readString(CLIENT_TESTS.resolve(proof.file()));
          assertTrue(tests.contains("test('" + proof.title() + "'"), proof::toString);
        }
      }
    }
  }

  @Test
  void theTableOfTheDocumentationIsThisOne() throws IOException {
    String table = table();
    if (!Files.exists(TABLE) || !Files.readString(TABLE).equals(table)) {
      Files.createDirectories(Path.of("target"));
      Files.writeString(Path.of("target", "conformance.md"), table);
    }
    assertEquals(
        table, Files.readString(TABLE), "put target/conformance.md in the place of " + TABLE);
  }

  private static String table() {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        # WHIP and WHEP, requirement by requirement

        Every MUST, SHALL and SHOULD of RFC 9725 and draft-ietf-wish-whep-04 in our words, and what proves that it is met. A test
        writes this table from the annotations of the
        [conformance tests](../src/test/java/dev/sluice/server/conformance/package-info.java) and fails when it is out of date.
        The rule of 422 for a server that supports only one of trickle ICE and ICE restarts (RFC 9725 section 4.3.1) has no
        object here, since both are supported. Requirements on clients are about the browser client that comes with the server.
        """);
    for (Document document : Document.values()) {
      text.append("\n## ").append(document.title()).append("\n\n");
      text.append("| section | level | who | what | proven by |\n|---|---|---|---|---|\n");
      Map<Requirement, List<String>> proofs = serverProofs(document);
      for (Requirement requirement : Requirement.values()) {
        requirement
            .section(document)
            .ifPresent(
                section ->
                    text.append(
                        "| %s | %s | %s | %s | %s |\n"
                            .formatted(
                                section,
                                requirement.level(),
                                requirement.by() == By.SERVER ? "server" : "client",
                                requirement.sentence(),
                                proof(requirement, proofs))));
      }
    }
    return text.toString();
  }

  private static String proof(Requirement requirement, Map<Requirement, List<String>> proofs) {
    if (requirement.by() == By.SERVER) {
      return "`" + String.join("`, `", proofs.getOrDefault(requirement, List.of())) + "`";
    }
    ClientProof proof = CLIENT_PROOFS.get(requirement);
    return proof.tested() ? proof.file() + ": " + proof.title() : proof.title();
  }
}
