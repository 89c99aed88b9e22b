/**
 * Environment and .env file into option records. Imports the option records of the core packages.
 */
package dev.sluice.server.config;
