package dev.sluice.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.config.Reference;
import dev.sluice.server.http.TestCertificate;
import dev.sluice.server.http.TlsOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MainTest {

  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @AfterEach
  void restoreLogging() {
    TestLogging.restore();
  }

  @Test
  void helpNamesTheCommandsAndTheVariables() {
    assertEquals(0, run("--help"));

    assertTrue(out.toString().contains("serve"));
    assertTrue(out.toString().contains("check"));
    assertTrue(out.toString().contains("MEDIA_UDP_PORT=7882"));
    assertTrue(out.toString().lines().allMatch(line -> line.length() <= 100));
  }

  @Test
  void everyCommandHasHelp() {
    assertEquals(0, run("check", "--help"));
    assertTrue(out.toString().contains("Validates the configuration"));
  }

  @Test
  void configurationIsPrintedForPeopleForThePageAndAsAFile() {
    assertEquals(0, run("configuration"));
    assertTrue(out.toString().startsWith("  HTTP_ADDR=:8080\n"), "" + out);

    out.getBuffer().setLength(0);
    assertEquals(0, run("configuration", "--markdown"));
    assertEquals(Reference.markdown(), out.toString());

    out.getBuffer().setLength(0);
    assertEquals(0, run("configuration", "--env"));
    assertTrue(out.toString().contains("\n#HTTP_ADDR=:8080\n"), "" + out);
    assertEquals("", err.toString());
  }

  @Test
  void versionNamesTheJavaToo() {
    assertEquals(0, run("--version"));

    assertTrue(out.toString().startsWith("Sluice "));
    assertTrue(out.toString().contains("Java " + Runtime.version()));
  }

  @Test
  void badConfigurationEndsWithOneSentence() throws IOException {
    assertEquals(Main.CANNOT_START, runWith("MEDIA_UDP_PORT=http", "serve"));

    assertEquals(
        "sluice: MEDIA_UDP_PORT must be a port from 1 to 65535, but it is \"http\".\n",
        err.toString());
  }

  @Test
  void missingEnvFileEndsWithOneSentence() {
    assertEquals(Main.CANNOT_START, run("--env-file", directory.resolve("none").toString()));

    assertTrue(err.toString().startsWith("sluice: --env-file names "));
  }

  @Test
  void unknownOptionEndsWithUsage() {
    assertEquals(Main.CANNOT_START, run("--loud"));

    assertTrue(err.toString().contains("Unknown option: '--loud'"));
  }

  @Test
  void checkSaysThatAMediaPortIsTaken() throws IOException {
    try (DatagramSocket taken = new DatagramSocket(new InetSocketAddress(TestConfig.LOOPBACK, 0))) {
      int code =
          runWith(
              "HTTP_ADDR=127.0.0.1:0\nMEDIA_TCP_PORT=off\nMEDIA_LOOPS=1\nPUBLIC_IP=127.0.0.1\nMEDIA_UDP_PORT="
                  + taken.getLocalPort(),
              "check");

      assertEquals(Main.CANNOT_START, code);
      assertTrue(
          out.toString()
              .contains("\nFAIL media          UDP port " + taken.getLocalPort() + " on "),
          "" + out);
      assertTrue(out.toString().contains("Address already in use; ss -lntup says"), "" + out);
      assertEquals("", err.toString());
    }
  }

  @Test
  void tokenPrintsATokenAndNothingElse() throws IOException {
    String secret = "JWT_SECRET=0123456789abcdef0123456789abcdef\n";
    int code = runWith(secret, "token", "--room", "standup", "--identity", "alice", "--ttl", "15m");

    assertEquals(0, code, err.toString());
    assertTrue(out.toString().strip().matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+"), out.toString());
    assertEquals("", err.toString());
  }

  @Test
  void tokenSaysInOneSentenceWhyThereIsNone() throws IOException {
    assertEquals(Main.CANNOT_START, runWith("HTTP_ADDR=:0\n", "token", "--room", "standup"));
    assertEquals(
        "sluice: Neither JWT_SECRET nor JWT_PRIVATE_KEY is set; nothing signs a token.",
        err.toString().strip());
    String secret = "JWT_SECRET=0123456789abcdef0123456789abcdef\n";
    for (String[] wrong :
        new String[][] {
          {"--room", "a b"},
          {"--room", "a", "--publish", "everything"},
          {"--room", "a", "--ttl", "1"}
        }) {
      String[] arguments = new String[wrong.length + 1];
      arguments[0] = "token";
      System.arraycopy(wrong, 0, arguments, 1, wrong.length);
      assertEquals(Main.CANNOT_START, runWith(secret, arguments), err::toString);
    }
    assertEquals("", out.toString());
    assertEquals(4, err.toString().lines().count(), err::toString);
  }

  @Test
  void checkSaysWhatTheServerWouldUse() throws IOException {
    int port;
    try (DatagramSocket free = new DatagramSocket(0)) {
      port = free.getLocalPort();
    }

    int code =
        runWith(
            "HTTP_ADDR=127.0.0.1:0\nMEDIA_TCP_PORT=off\nMEDIA_LOOPS=1\nJWT_AUDIENCE=x\nMEDIA_UDP_PORT="
                + port,
            "check");

    assertEquals(0, code, err.toString());
    assertTrue(out.toString().contains("WARN configuration  JWT_AUDIENCE is set"));
    assertTrue(out.toString().contains("configuration  valid"));
    assertTrue(out.toString().contains("http           can listen on "));
    assertTrue(out.toString().contains(" 127.0.0.1 " + port + " typ host"));
    assertTrue(out.toString().contains("cryptography   AES-GCM by "));
    assertTrue(out.toString().contains("/records can be made when needed"), "" + out);
    assertTrue(out.toString().contains(" are free; below 1.0G nothing is recorded"));
    assertTrue(out.toString().contains("network        peers are told "));
    assertTrue(
        out.toString().contains("network        open in the firewall: UDP " + port + ", TCP "));
  }

  @Test
  void checkFailsWhenAServerThatItIsToUseDoesNotAnswer() throws IOException {
    int port;
    try (DatagramSocket free = new DatagramSocket(0)) {
      port = free.getLocalPort();
    }
    int code =
        runWith(
            String.join(
                "\n",
                "HTTP_ADDR=127.0.0.1:0",
                "MEDIA_TCP_PORT=off",
                "MEDIA_LOOPS=1",
                "MEDIA_UDP_PORT=" + port,
                "TURN_URLS=turn:127.0.0.1:" + closedPort() + "?transport=tcp",
                "TURN_SECRET=north"),
            "check");

    assertEquals(CheckCommand.SOMETHING_FAILS, code, "" + err);
    assertTrue(out.toString().contains("?transport=tcp cannot be reached: "), "" + out);
  }

  @Test
  void checkFailsWhenRecordingsCannotBeKeptOrUploaded() throws IOException {
    int port;
    try (DatagramSocket free = new DatagramSocket(0)) {
      port = free.getLocalPort();
    }
    Path file = Files.createFile(directory.resolve("file"));
    int store = closedPort();

    int code =
        runWith(
            String.join(
                "\n",
                "HTTP_ADDR=127.0.0.1:0",
                "MEDIA_TCP_PORT=off",
                "MEDIA_LOOPS=1",
                "MEDIA_UDP_PORT=" + port,
                "RECORD_DIR=" + file.resolve("records"),
                "UPLOAD_RECORDINGS=1",
                "S3_ENDPOINT=http://127.0.0.1:" + store,
                "S3_BUCKET=meetings",
                "S3_ACCESS_KEY=user",
                "S3_SECRET_KEY=hunter2"),
            "check");

    assertEquals(CheckCommand.SOMETHING_FAILS, code, "" + err);
    assertTrue(
        out.toString().contains("recordings     " + file + "/records cannot be written: "),
        "" + out);
    assertTrue(
        out.toString()
            .contains(
                "store          bucket meetings at http://127.0.0.1:"
                    + store
                    + " by the MinIO client: "),
        "" + out);
    assertFalse(out.toString().contains("hunter2"));
  }

  @Test
  void checkSaysWhatIsWrongWithACertificateAndGoesOn() throws Exception {
    TlsOptions files = TestCertificate.create().in(directory);
    Files.writeString(files.certificateChain(), "no certificate");

    int code =
        runWith(
            String.join(
                "\n",
                "HTTP_ADDR=127.0.0.1:0",
                "MEDIA_TCP_PORT=off",
                "MEDIA_LOOPS=1",
                "MEDIA_UDP_PORT=" + freeUdpPort(),
                "TLS_CERT_FILE=" + files.certificateChain(),
                "TLS_KEY_FILE=" + files.privateKey()),
            "check");

    assertEquals(Main.CANNOT_START, code, "" + err);
    assertTrue(
        out.toString()
            .contains("FAIL certificate    there is no certificate in " + files.certificateChain()),
        "" + out);
    assertTrue(out.toString().contains("OK   cryptography "), "" + out);
  }

  @Test
  void checkSaysWhichServicesCannotBeReachedAndTellsNoSecretPath() throws IOException {
    int closed = closedPort();
    int code =
        runWith(
            String.join(
                "\n",
                "HTTP_ADDR=127.0.0.1:0",
                "MEDIA_TCP_PORT=off",
                "MEDIA_LOOPS=1",
                "MEDIA_UDP_PORT=" + freeUdpPort(),
                "OTEL_EXPORTER_OTLP_ENDPOINT=127.0.0.1:" + closed,
                "JWT_JWKS_URL=http://localhost:" + closed + "/keys",
                "WEBHOOK_URLS=http://127.0.0.1:" + closed + "/hunter2",
                "WEBHOOK_SECRET=whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3",
                "ERROR_WEBHOOK_URL=http://127.0.0.1:" + closed + "/hunter2",
                "AUDIT_LOG=" + directory.resolve("audit.log")),
            "check");

    assertEquals(CheckCommand.SOMETHING_FAILS, code, "" + err);
    for (String topic :
        new String[] {"collector    ", "token keys   ", "webhook      ", "error webhook"}) {
      assertTrue(out.toString().contains("FAIL " + topic), topic + out);
    }
    assertTrue(out.toString().contains("OK   files          AUDIT_LOG can be written"), "" + out);
    assertFalse(out.toString().contains("hunter2"), "" + out);
    assertFalse(Files.exists(directory.resolve("audit.log")), "nothing is changed");
  }

  private static int freeUdpPort() throws IOException {
    try (DatagramSocket free = new DatagramSocket(0)) {
      return free.getLocalPort();
    }
  }

  @Test
  void recordingsThatCannotBeKeptEndWithOneSentence() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));

    int code =
        runWith(
            "HTTP_ADDR=127.0.0.1:0\nMEDIA_TCP_PORT=off\nRECORD_ENABLED=1\nRECORD_DIR="
                + file.resolve("records"),
            "serve");

    assertEquals(Main.CANNOT_START, code);
    assertTrue(
        err.toString()
            .startsWith(
                "sluice: Recordings cannot be kept: the recordings' directory "
                    + file
                    + "/records cannot be made: "),
        "" + err);
    assertTrue(err.toString().endsWith(" (RECORD_DIR).\n"), "" + err);
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private int runWith(String dotenv, String... command) throws IOException {
    Path file = directory.resolve("test.env");
    Files.writeString(file, dotenv);
    String[] arguments = new String[command.length + 2];
    arguments[0] = "--env-file";
    arguments[1] = file.toString();
    System.arraycopy(command, 0, arguments, 2, command.length);
    return run(arguments);
  }

  private int run(String... arguments) {
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments);
  }
}
