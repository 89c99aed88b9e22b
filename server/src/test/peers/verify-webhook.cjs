// Verifies webhooks with the library of Standard Webhooks. Arguments: where npm packages are, a secret. Each line of
// the input is {"headers": {…}, "body": "…"}; each line of the output is the type of the event, or what was wrong.
const { createRequire } = require("node:module");
const readline = require("node:readline");

const [, , packages, secret] = process.argv;
const { Webhook } = createRequire(packages + "/node_modules/")("standardwebhooks");
const webhook = new Webhook(secret);

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const { headers, body } = JSON.parse(line);
  try {
    console.log(webhook.verify(body, headers).type);
  } catch (error) {
    console.log("refused: " + error.message);
  }
});
