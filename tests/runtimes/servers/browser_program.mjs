// Verifies the tokens of the environment in a page of headless Chromium, and
// prints what became of them.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import process from "node:process";

// Only the project that this is copied into has them.
const [{ default: chromium }, { default: puppeteer }] = await Promise.all(
  ["@sparticuz/chromium", "puppeteer-core"].map((name) => import(name)),
);

const script = await readFile(new URL("verifying.js", import.meta.url));
const server = createServer(({ url }, response) => {
  const isScript = url === "/verifying.js";
  response.setHeader(
    "content-type",
    isScript ? "text/javascript" : "text/html",
  );
  response.end(isScript ? script : "<!doctype html><title>API</title>");
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));

const browser = await puppeteer.launch({
  executablePath: await chromium.executablePath(),
  args: [...chromium.args, "--no-sandbox"],
  headless: "shell",
});
const page = await browser.newPage();
await page.goto(`http://127.0.0.1:${server.address().port}/`);
const outcomes = await page.evaluate(async (task) => {
  const { verifyAll } = await import("/verifying.js");
  return await verifyAll(task);
}, JSON.parse(process.env.TASK));
console.log(JSON.stringify(outcomes));
await browser.close();
server.close();
