package dev.sluice.server.e2e.soak;

import dev.sluice.server.FreePorts;
import dev.sluice.server.e2e.ServerProcess;
import dev.sluice.server.e2e.recording.RecordingStage;
import dev.sluice.server.e2e.recording.S3Store;
import java.net.URI;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** The server as somebody would run it who uses all of it, with everybody it talks to. */
final class SoakServer implements AutoCloseable {

  static final String METRICS_TOKEN = "the-scraper-of-the-soak";

  private final S3Store store = S3Store.start();
  private final Receiver webhooks = new Receiver();
  private final Receiver collector = new Receiver();
  private final Path recordings = RecordingStage.newDirectory();
  private final int http = FreePorts.tcp();
  private final int iceTcp = FreePorts.tcp();
  private final ServerProcess process;

  /**
   * Ready when this returns.
   *
   * @param more variables, or others
   */
  SoakServer(Tokens tokens, Map<String, String> more) {
    Map<String, String> variables = new HashMap<>(store.variables("minio"));
    variables.put("HTTP_ADDR", "127.0.0.1:" + http);
    variables.put("MEDIA_UDP_PORT", Integer.toString(FreePorts.udpPair()));
    variables.put("MEDIA_TCP_PORT", Integer.toString(iceTcp));
    variables.put("MEDIA_LOOPS", "2");
    variables.put("TRUSTED_PROXIES", "127.0.0.1");
    variables.put("JWT_SECRET", tokens.secret());
    variables.put("JWT_LEEWAY_SECONDS", "0");
    variables.put("TOKEN_EXPIRY", "session");
    variables.put("API_KEYS", Stage.API_KEY);
    variables.put("ADMIN_TOKEN", Stage.ADMIN_TOKEN);
    variables.put("METRICS_TOKEN", METRICS_TOKEN);
    variables.put(
        "DENY_LIST_FILE", recordings.resolveSibling(recordings.getFileName() + ".deny").toString());
    variables.put(
        "AUDIT_LOG", recordings.resolveSibling(recordings.getFileName() + ".audit").toString());
    variables.put("RECORD_DIR", recordings.toString());
    variables.put("DELETE_RECORDING_AFTER_UPLOAD", "1");
    variables.put("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url());
    variables.put("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
    variables.put("WEBHOOK_URLS", webhooks.url());
    variables.put("WEBHOOK_SECRET", "whsec_" + Base64.getEncoder().encodeToString(new byte[32]));
    variables.put("JAVA_TOOL_OPTIONS", "-XX:NativeMemoryTracking=summary");
    variables.putAll(more);
    process = ServerProcess.run(new String[0], "serve", variables);
    process.says("is ready");
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + http);
  }

  int httpPort() {
    return http;
  }

  int iceTcpPort() {
    return iceTcp;
  }

  long pid() {
    return process.pid();
  }

  Path recordings() {
    return recordings;
  }

  Receiver webhooks() {
    return webhooks;
  }

  Receiver collector() {
    return collector;
  }

  /** All it printed. */
  Path log() {
    return process.log();
  }

  @Override
  public void close() {
    process.close();
    store.close();
    webhooks.close();
    collector.close();
  }
}
