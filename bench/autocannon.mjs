// Load by autocannon, as `load.ts` and `latency.ts` want it; runs on Node. Its
// argument and its output are JSON.
import autocannon from "autocannon";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import process from "node:process";

const { url, forms, from, length, seconds, connections, rate } = JSON.parse(
  process.argv[2] ?? "{}",
);
const file = openSync(forms, "r");
const count = Math.floor(fstatSync(file).size / (length + 1));
const buffer = Buffer.alloc(length);
let sent = 0;

function formAt(index) {
  readSync(file, buffer, 0, length, index * (length + 1));
  return buffer.toString("latin1");
}

const body = formAt(0);
const request = {
  method: "POST",
  headers: { "content-type": "application/x-www-form-urlencoded" },
  body,
  ...(from !== undefined && {
    setupRequest: (request) => ({
      ...request,
      body: formAt((from + sent++) % count),
    }),
  }),
};
const result = await autocannon({
  url,
  connections,
  duration: seconds,
  requests: [request],
  ...(rate !== undefined && { overallRate: rate }),
});
closeSync(file);
const { requests, latency, non2xx, errors, duration } = result;
console.log(JSON.stringify({
  requests: requests.total,
  perSecond: requests.total / duration,
  failures: non2xx + errors,
  p50: latency.p50,
  p99: latency.p99,
  sent,
}));
