package dev.sluice.recorder;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;

/**
 * The recorder's plan: which package may import which, and where files, sockets and threads are.
 */
@AnalyzeClasses(
    packages = "dev.sluice.recorder",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String BASE = "dev.sluice.recorder.";

  @ArchTest
  static final ArchRule importsPointDown =
      Architectures.layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("engine")
          .definedBy(BASE + "engine..")
          .layer("backup")
          .definedBy(BASE + "backup..")
          .layer("keeping")
          .definedBy(BASE + "library..", BASE + "upload..")
          .layer("time")
          .definedBy(BASE + "track..")
          .layer("media")
          .definedBy(
              BASE + "depacketize..", BASE + "reorder..", BASE + "matroska..", BASE + "codec..")
          .layer("port")
          .definedBy("dev.sluice.recorder")
          .whereLayer("engine")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("backup")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("keeping")
          .mayOnlyBeAccessedByLayers("engine", "backup")
          .whereLayer("time")
          .mayOnlyBeAccessedByLayers("engine")
          .whereLayer("media")
          .mayOnlyBeAccessedByLayers("engine", "keeping", "time")
          .withOptionalLayers(true);

  @ArchTest
  static final ArchRule packagesAreFreeOfCycles =
      slices().matching(BASE + "(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule theServerIsNotKnown =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.sluice.server..", "dev.sluice.protocol..", "io.netty..");

  @ArchTest
  static final ArchRule clientsOfStoresLiveInTheirRooms =
      noClasses()
          .that()
          .resideOutsideOfPackages(BASE + "upload.aws..", BASE + "upload.minio..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("software.amazon..", "io.minio..", "okhttp3..");

  @ArchTest
  static final ArchRule mediaCodeKnowsNoFileThreadOrLog =
      noClasses()
          .that()
          .resideInAnyPackage(
              BASE + "codec..", BASE + "reorder..", BASE + "depacketize..", BASE + "track..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.slf4j..", "java.nio.channels..", "java.nio.file..", "java.util.concurrent..")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Thread.class, "sleep", long.class);

  @ArchTest
  static final ArchRule containersKnowNoClockThreadOrLog =
      noClasses()
          .that()
          .resideInAPackage(BASE + "matroska..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.slf4j..", "java.util.concurrent..")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis");

  @ArchTest
  static final ArchRule engineReadsNoClockOfItsOwn =
      noClasses()
          .that()
          .resideInAPackage(BASE + "engine..")
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(Thread.class, "sleep", long.class);

  @ArchTest
  static final ArchRule backupsReadNoClockOfTheirOwnAndLogNothing =
      noClasses()
          .that()
          .resideInAPackage(BASE + "backup..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.slf4j..", "java.util.concurrent.locks..")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(Thread.class, "sleep", long.class);

  @ArchTest
  static final ArchRule everyPackageSaysWhatItIs =
      classes().that().resideInAPackage("dev.sluice.recorder..").should(new HavePackageInfo());
}
