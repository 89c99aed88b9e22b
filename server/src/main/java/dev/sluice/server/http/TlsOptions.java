package dev.sluice.server.http;

import java.nio.file.Path;

/**
 * The server's certificate.
 *
 * @param certificateChain PEM, the server's own certificate first
 * @param privateKey PEM, PKCS#8 or PKCS#1, without a password
 */
public record TlsOptions(Path certificateChain, Path privateKey) {}
