package dev.sluice.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import java.time.Instant;

/**
 * The house plan: which package may import which. The drawing is in {@code server/ARCHITECTURE.md}.
 */
@AnalyzeClasses(
    packages = "dev.sluice.server",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String BASE = "dev.sluice.server.";

  @ArchTest
  static final ArchRule importsPointDown =
      Architectures.layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("app")
          .definedBy(BASE + "app..")
          .layer("edges")
          .definedBy(
              BASE + "http..",
              BASE + "signaling..",
              BASE + "telemetry..",
              BASE + "config..",
              BASE + "media..")
          .layer("negotiation")
          .definedBy(BASE + "negotiation..")
          .layer("auth")
          .definedBy(BASE + "auth..")
          .layer("events")
          .definedBy(BASE + "events..")
          .layer("room")
          .definedBy(BASE + "room..")
          .layer("transport")
          .definedBy(BASE + "transport..")
          .layer("streams")
          .definedBy(BASE + "stream..", BASE + "congestion..", BASE + "ice..", BASE + "dtls..")
          .layer("protocols")
          .definedBy(
              BASE + "stun..",
              BASE + "turn..",
              BASE + "srtp..",
              BASE + "rtp..",
              BASE + "rtcp..",
              BASE + "sdp..")
          .layer("ground")
          .definedBy(BASE + "bytes..", BASE + "time..")
          .whereLayer("app")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("edges")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("negotiation")
          .mayOnlyBeAccessedByLayers("edges", "app")
          .whereLayer("auth")
          .mayOnlyBeAccessedByLayers("edges", "app")
          .whereLayer("events")
          .mayOnlyBeAccessedByLayers("edges", "app")
          .whereLayer("room")
          .mayOnlyBeAccessedByLayers("auth", "events", "edges", "app")
          .whereLayer("transport")
          .mayOnlyBeAccessedByLayers("room", "negotiation", "edges", "app")
          .whereLayer("streams")
          .mayOnlyBeAccessedByLayers("transport", "room", "negotiation", "edges", "app");

  @ArchTest
  static final ArchRule packagesAreFreeOfCycles =
      slices().matching(BASE + "(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule nettyLivesAtTheEdges =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              BASE + "media..", BASE + "http..", BASE + "signaling.ws..", BASE + "app..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.netty..");

  @ArchTest
  static final ArchRule mediaCodeKnowsTheRecorderByItsPort =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              BASE + "app..", BASE + "config..", BASE + "telemetry..", BASE + "http.recordings..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.sluice.recorder.*..");

  @ArchTest
  static final ArchRule openTelemetryIsKnownToTracesOnly =
      noClasses()
          .that()
          .resideOutsideOfPackage(BASE + "telemetry.tracing..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.opentelemetry..");

  @ArchTest
  static final ArchRule tokensAreReadInOnePlace =
      noClasses()
          .that()
          .resideOutsideOfPackage(BASE + "auth.jwt..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.nimbusds..");

  @ArchTest
  static final ArchRule requestsAreCountedAtTheDoor =
      noClasses()
          .that()
          .resideOutsideOfPackage(BASE + "http")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.github.bucket4j..");

  @ArchTest
  static final ArchRule fewCallOthersOverHttp =
      noClasses()
          .that()
          .resideOutsideOfPackages(BASE + "auth.jwt", BASE + "events.webhook", BASE + "telemetry")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.net.http..");

  @ArchTest
  static final ArchRule theHttpServerDoesNotKnowItsRoutes =
      noClasses()
          .that()
          .resideInAPackage(BASE + "http")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(BASE + "http.admin..", BASE + "http.recordings..");

  @ArchTest
  static final ArchRule whoDecidesIsGivenTheTime =
      noClasses()
          .that()
          .haveFullyQualifiedName(BASE + "events.webhook.DeliveryPlan")
          .or()
          .haveFullyQualifiedName(BASE + "auth.GuessGuard")
          .or()
          .haveFullyQualifiedName(BASE + "auth.FixedTokens")
          .or()
          .haveFullyQualifiedName(BASE + "auth.TokenAccess")
          .or()
          .haveFullyQualifiedName(BASE + "auth.jwt.GrantsReader")
          .or()
          .haveFullyQualifiedName(BASE + "auth.jwt.JwtVerifier")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.slf4j..", "java.nio.channels..", "java.net.http..")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Instant.class, "now");

  @ArchTest
  static final ArchRule protocolCodeKnowsNoSocketThreadOrLog =
      noClasses()
          .that()
          .resideInAnyPackage(
              BASE + "bytes..",
              BASE + "time..",
              BASE + "stun..",
              BASE + "turn..",
              BASE + "ice..",
              BASE + "rtp..",
              BASE + "rtcp..",
              BASE + "srtp..",
              BASE + "sdp..",
              BASE + "stream..",
              BASE + "congestion..",
              BASE + "transport..",
              BASE + "negotiation..",
              BASE + "room.forwarding..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.slf4j..", "java.nio.channels..", "java.util.concurrent.locks..")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Thread.class, "sleep", long.class);

  @ArchTest
  static final ArchRule roomsKnowNoSdpAndNoJson =
      noClasses()
          .that()
          .resideInAPackage(BASE + "room..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              BASE + "sdp..", BASE + "negotiation..", "com.fasterxml..", "dev.sluice.protocol..");

  @ArchTest
  static final ArchRule everyPackageSaysWhatItIs =
      classes().that().resideInAPackage("dev.sluice.server..").should(new HavePackageInfo());
}
