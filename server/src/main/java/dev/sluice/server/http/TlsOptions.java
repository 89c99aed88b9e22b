package dev.sluice.server.http;

import java.nio.file.Path;

/**
 * The server's certificate. The files are looked at again and again: what has changed is used for
 * new connections.
 *
 * @param certificateChain PEM, the server's own certificate first
 * @param privateKey PEM, PKCS#8, PKCS#1 or SEC 1, without a password
 */
public record TlsOptions(Path certificateChain, Path privateKey) {}
