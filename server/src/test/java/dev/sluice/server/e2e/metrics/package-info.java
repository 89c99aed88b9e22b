/**
 * The metrics page, the rules and the dashboards in {@code deploy}, tried with a real Prometheus
 * that scrapes a real call.
 */
package dev.sluice.server.e2e.metrics;
