// Verifies the tokens of the environment and prints what became of them.
import process from "node:process";
import { verifyAll } from "./verifying.ts";

console.log(JSON.stringify(await verifyAll(JSON.parse(process.env.TASK!))));
