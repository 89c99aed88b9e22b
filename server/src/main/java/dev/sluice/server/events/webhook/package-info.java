/**
 * Webhooks: events posted to servers outside, signed as Standard Webhooks says. {@link
 * dev.sluice.server.events.webhook.DeliveryPlan} decides what is sent when, with time given to it;
 * only {@link dev.sluice.server.events.webhook.WebhookSender} knows a network.
 */
package dev.sluice.server.events.webhook;
