package dev.sluice.server.app;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * One question to the server on this machine. Any certificate will do: the server's is for another
 * name than the loopback's, it may have been renewed since the server read it, and nothing secret
 * is sent or believed. Redirects and proxies are not followed.
 */
final class LocalHealth {

  /** More of an answer is not read. */
  private static final int MAX_BYTES = 4096;

  private final URI url;
  private final int timeoutMillis;

  /**
   * What the server says.
   *
   * @param text the first line of its body
   */
  record Answer(int status, String text) {

    boolean well() {
      return status == HttpURLConnection.HTTP_OK;
    }

    @Override
    public String toString() {
      return status + " " + text;
    }
  }

  /**
   * Nothing happens yet.
   *
   * @param timeoutMillis how long to wait for the connection, and for each part of the answer
   */
  LocalHealth(URI url, int timeoutMillis) {
    this.url = url;
    this.timeoutMillis = timeoutMillis;
  }

  URI url() {
    return url;
  }

  /**
   * Asks once.
   *
   * @throws IOException when there is no answer
   */
  Answer ask() throws IOException {
    HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection(Proxy.NO_PROXY);
    try {
      if (connection instanceof HttpsURLConnection https) {
        https.setSSLSocketFactory(trusting().getSocketFactory());
        https.setHostnameVerifier((name, session) -> true);
      }
      connection.setConnectTimeout(timeoutMillis);
      connection.setReadTimeout(timeoutMillis);
      connection.setInstanceFollowRedirects(false);
      connection.setUseCaches(false);
      int status = connection.getResponseCode();
      return new Answer(status, firstLine(connection));
    } finally {
      connection.disconnect();
    }
  }

  private static String firstLine(HttpURLConnection connection) throws IOException {
    boolean failed = connection.getResponseCode() >= HttpURLConnection.HTTP_BAD_REQUEST;
    try (InputStream body = failed ? connection.getErrorStream() : connection.getInputStream()) {
      String text =
          body == null ? "" : new String(body.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
      return text.lines().findFirst().orElse("");
    }
  }

  private static SSLContext trusting() throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new AnyCertificate()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("no TLS: " + e.getMessage(), e);
    }
  }

  /** Believes every server. */
  private static final class AnyCertificate extends X509ExtendedTrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
