// It imports every entry that this runtime can load, and says which names of
// more than one entry are not the same thing in all of them.

// Each runtime has its own, and the core has one that runs anywhere.
const OWN = ["importSigner", "serve"];

const entries = process.argv.slice(2);
const found = new Map();
const shared = new Set();
const different = [];
for (const entry of entries) {
  for (const [name, value] of Object.entries(await import(entry))) {
    if (OWN.includes(name)) continue;
    if (!found.has(name)) found.set(name, value);
    else if (found.get(name) === value) shared.add(name);
    else different.push(`${name} of ${entry}`);
  }
}
console.log(JSON.stringify({ shared: [...shared].sort(), different }));
