// Loads one address with autocannon. Reads its orders from stdin as JSON, writes what it measured to stdout as JSON:
// { url, connections, seconds | amount, visitors: [[{ method, path, headers, body }, …], …] }. Connection n sends the
// requests of visitor n in turn; "new-id" in a body becomes an id that was never sent before.
const { createRequire } = require("node:module");
const { randomBytes } = require("node:crypto");
const { readFileSync } = require("node:fs");
const autocannon = createRequire(`${process.argv[2]}/`)("autocannon");

const orders = JSON.parse(readFileSync(0, "utf8"));
const run = randomBytes(6).toString("hex");
let made = 0;
let next = 0;

function fresh(request) {
  if (!request.body?.includes("new-id")) return request;
  return { ...request, setupRequest: (sent) => ({ ...sent, body: request.body.replace("new-id", `${run}${made++}`) }) };
}

const times = [];
const answers = {};
let last = 0n;
const begun = process.hrtime.bigint();
const load = autocannon(
  {
    url: orders.url,
    connections: orders.connections,
    ...(orders.amount ? { amount: orders.amount } : { duration: orders.seconds }),
    sampleInt: 50,
    setupClient: (client) => client.setRequests(orders.visitors[next++ % orders.visitors.length].map(fresh)),
  },
  (error, result) => {
    if (error) throw error;
    const measured = { seconds: Number(last - begun) / 1e9, times, answers, errors: result.errors };
    process.stdout.write(JSON.stringify(measured));
  },
);
load.on("response", (_client, status, _bytes, milliseconds) => {
  last = process.hrtime.bigint();
  times.push(Math.round(milliseconds * 1000));
  answers[status] = (answers[status] || 0) + 1;
});
