package dev.sluice.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MisspeltTest {

  @ParameterizedTest
  @CsvSource({
    "RECORD_ENABLE, RECORD_ENABLED",
    "S3_BUKET, S3_BUCKET",
    "S3_SECERT_KEY, S3_SECRET_KEY",
    "record_dir, RECORD_DIR",
    "MEDIA_UPD_PORT, MEDIA_UDP_PORT",
    "AUTH_TOKENS, AUTH_TOKEN",
    "HTTP_ADR, HTTP_ADDR",
    "UPLOAD_RECORDING, UPLOAD_RECORDINGS",
    "JWT_SECRETS, JWT_SECRET",
    "RECORDING_DIR, RECORD_DIR",
    "TURN_URL, TURN_URLS",
    "S3_ACCESS_KEY_ID, S3_ACCESS_KEY",
    "OTEL_EXPORTER_OTLP_ENDPONT, OTEL_EXPORTER_OTLP_ENDPOINT"
  })
  void saysWhichVariableIsProbablyMeant(String name, String meant) {
    assertEquals(
        List.of(
            "%s is set, but is no variable of this server: is %s meant?".formatted(name, meant)),
        notices(Map.of(name, "hunter2")));
  }

  @Test
  void saysSoOfNamesThatBeginAsOursDo() {
    List<String> notices = notices(Map.of("S3_MULTIPART_COUNT", "hunter2"));
    assertEquals(1, notices.size());
    assertTrue(notices.get(0).startsWith("S3_MULTIPART_COUNT is set, but is no variable"));
    assertFalse(notices.get(0).contains("hunter2"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PATH",
        "HOME",
        "LANG",
        "JAVA_HOME",
        "JAVA_TOOL_OPTIONS",
        "HTTP_PROXY",
        "SSL_CERT_FILE",
        "AWS_ACCESS_KEY_ID",
        "AWS_REGION",
        "KUBERNETES_SERVICE_HOST",
        "S3_SERVICE_HOST",
        "S3_PORT",
        "S3_PORT_9000_TCP_ADDR",
        "MEDIA_SERVICE_PORT_HTTP",
        "GITHUB_TOKEN",
        "LOG_DIR",
        "NOTIFY_SOCKET",
        "INVOCATION_ID",
        "MAX_OPEN_FILES",
        "HOSTNAME",
        "XDG_RUNTIME_DIR",
        "REDIS_URL"
      })
  void saysNothingOfOtherProgramsVariables(String name) {
    assertEquals(List.of(), notices(Map.of(name, "tcp://10.0.0.1:1")));
  }

  @Test
  void saysThatGoLivesOtherVariablesHaveNoEffect() {
    assertEquals(
        List.of(
            "PPROF is set, but has no effect here: flight recordings in the admin API take the place"
                + " of go-live's pprof."),
        Configs.config("PPROF", "1").notices());
  }

  @Test
  void countsSlipsOfThePen() {
    assertEquals(0, Misspelt.slips("S3_BUCKET", "S3_BUCKET"));
    assertEquals(1, Misspelt.slips("S3_BUKET", "S3_BUCKET"));
    assertEquals(1, Misspelt.slips("S3_BUKCET", "S3_BUCKET"));
    assertEquals(2, Misspelt.slips("S2_BUKET", "S3_BUCKET"));
    assertEquals(9, Misspelt.slips("", "S3_BUCKET"));
  }

  private static List<String> notices(Map<String, String> variables) {
    return Misspelt.notices(Environment.of(variables));
  }
}
