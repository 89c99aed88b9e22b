/**
 * What stands in {@code deploy/kubernetes}, read as Kubernetes reads it and compared with the code.
 */
package dev.sluice.server.deploy;
