/**
 * Floods from a process of their own against a server in another, while two browsers are in a call;
 * the figures say what the call, the server's CPU and its memory make of each.
 */
package dev.sluice.server.e2e.attack;
