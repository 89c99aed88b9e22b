#!/bin/sh
# Asks a database of known holes (https://osv.dev) about everything in sluice.jar, as its bill of materials lists it.
#
# Ends with 0 when nothing is known, 1 when something is, 2 when it could not be asked: nothing is known then either way.
# Needs: server/target/sluice-bom.json (mvn package), Node.js 18 or newer, and a way to the database (OSV_URL for a mirror).
set -eu
cd "$(dirname "$0")/../.."

bom=${1:-server/target/sluice-bom.json}
if [ ! -r "$bom" ]; then
  echo "There is no $bom: run mvn package first, or name another bill of materials." >&2
  exit 2
fi
exec node - "$bom" "${OSV_URL:-https://api.osv.dev}" <<'NODE'
const { readFileSync } = require("node:fs");
const [, , bom, database] = process.argv;
const PAGE = 100; // of the 1000 packages one request may ask about

function unknown(why) {
  console.error(`\nNOT CHECKED: ${why}\nWhether these dependencies have known holes was NOT found out.\n`);
  process.exit(2);
}

async function ask(purls) {
  const response = await fetch(`${database}/v1/querybatch`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ queries: purls.map((purl) => ({ package: { purl } })) }),
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) throw new Error(`status ${response.status}`);
  const { results } = await response.json();
  if (results?.length !== purls.length) throw new Error("an answer that does not fit the question");
  return results;
}

async function main() {
  const components = JSON.parse(readFileSync(bom, "utf8")).components ?? [];
  // our own modules are in no database
  const purls = components
    .map(({ purl }) => purl?.split("?")[0])
    .filter((purl) => purl && !purl.startsWith("pkg:maven/dev.sluice/"));
  if (purls.length === 0) unknown(`${bom} lists nothing`);
  let holes = 0;
  for (let i = 0; i < purls.length; i += PAGE) {
    const asked = purls.slice(i, i + PAGE);
    const answers = await ask(asked).catch((error) =>
      unknown(`${database} cannot be asked: ${error.cause?.code ?? error.message}`));
    answers.forEach(({ vulns = [] }, at) => {
      for (const { id } of vulns) {
        holes += 1;
        console.log(`${asked[at]}  ${id}  https://osv.dev/vulnerability/${id}`);
      }
    });
  }
  console.log(`${purls.length} dependencies, ${holes} known holes`);
  process.exit(holes > 0 ? 1 : 0);
}

main();
NODE
