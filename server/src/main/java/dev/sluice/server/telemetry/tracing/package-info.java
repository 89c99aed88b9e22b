/**
 * Traces by OpenTelemetry, sent to a collector by OTLP. The only place that knows OpenTelemetry;
 * without a configured collector nothing of it is loaded. Imports the recorder's events, and what
 * room tells of joins.
 */
package dev.sluice.server.telemetry.tracing;
