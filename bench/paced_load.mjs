// Load at a rate that does not depend on the answers, as `latency.ts` wants it;
// runs on Node. A request that is due while every connection is busy waits for
// one, and its wait counts. Its argument and its output are JSON.
import { connect } from "node:net";
import { performance } from "node:perf_hooks";
import process from "node:process";

const { url, form, rate, seconds, connections } = JSON.parse(
  process.argv[2] ?? "{}",
);
const { hostname, port, pathname } = new URL(url);
const request = [
  `POST ${pathname} HTTP/1.1`,
  `host: ${hostname}:${port}`,
  "content-type: application/x-www-form-urlencoded",
  `content-length: ${form.length}`,
  "",
  form,
].join("\r\n");

const idle = [];
const waiting = [];
const waits = [];
let failures = 0;
let sent = 0;

/** The length of the first answer in a text, or NaN while it is not whole. */
function answerLength(text) {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return NaN;
  const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, end))?.[1];
  if (length === undefined) throw new Error("an answer without its length");
  const whole = end + 4 + Number(length);
  return text.length >= whole ? whole : NaN;
}

function open() {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => resolve(connection));
    socket.setNoDelay(true);
    socket.setEncoding("latin1");
    socket.once("error", reject);
    const connection = { socket, due: 0 };
    let text = "";
    socket.on("data", (piece) => {
      text += piece;
      const length = answerLength(text);
      if (Number.isNaN(length)) return;
      if (!text.startsWith("HTTP/1.1 200")) failures++;
      text = text.slice(length);
      waits.push(performance.now() - connection.due);
      const due = waiting.shift();
      if (due === undefined) idle.push(connection);
      else send(connection, due);
    });
  });
}

function send(connection, due) {
  connection.due = due;
  connection.socket.write(request);
}

idle.push(...await Promise.all(Array.from({ length: connections }, open)));
const start = performance.now();
const total = rate * seconds;
await new Promise((resolve) => {
  const turn = () => {
    const now = performance.now();
    while (sent < total && start + sent * 1_000 / rate <= now) {
      const due = start + sent++ * 1_000 / rate;
      const connection = idle.pop();
      if (connection === undefined) waiting.push(due);
      else send(connection, due);
    }
    const isOver = waits.length >= total || now > start + seconds * 2_000;
    if (isOver) resolve();
    else setImmediate(turn);
  };
  turn();
});
failures += total - waits.length;
const sorted = waits.sort((a, b) => a - b);
const at = (part) => sorted[Math.floor(sorted.length * part)];
console.log(JSON.stringify({
  requests: waits.length,
  failures,
  p50: at(0.5),
  p99: at(0.99),
}));
process.exit();
