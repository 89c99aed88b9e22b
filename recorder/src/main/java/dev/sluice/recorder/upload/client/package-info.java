/**
 * Chooses the client library that speaks with the store. Imports the port and its implementations.
 */
package dev.sluice.recorder.upload.client;
