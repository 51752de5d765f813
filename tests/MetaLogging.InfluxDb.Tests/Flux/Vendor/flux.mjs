// Parses and type-checks Flux, for as long as somebody asks: each line of standard input is a query as a JSON text, and is answered by a line
// {"valid", "tree"}. The package is the one of the vendor's language server; it is built for bundlers, whose JavaScript imports the .wasm as a
// module, so the two are joined here by hand.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const root = createRequire(process.cwd() + '/').resolve('@influxdata/flux-lsp-browser/package.json');
const file = name => readFileSync(root.replace(/package\.json$/, name));
const glue = file('flux-lsp-browser_bg.js').toString().replace(/^import \* as wasm.*$/m, 'let wasm;')
  .replace(/^(cached\w+Memory0 = new \w+\(wasm\.memory\.buffer\);\s*)+$/m, m => `export function start(w) { wasm = w; ${m} }`);
const flux = await import('data:text/javascript,' + encodeURIComponent(glue));
const { instance } = await WebAssembly.instantiate(file('flux-lsp-browser_bg.wasm'), { './flux-lsp-browser_bg.js': flux });
flux.start(instance.exports);
console.error = console.log = console.warn = console.info = console.debug = () => {}; // the module's own log lines

for await (const line of createInterface({ input: process.stdin })) {
  const query = JSON.parse(line);
  const checked = new flux.Flux(query);
  const valid = checked.is_valid();
  checked.free();
  const tree = JSON.stringify(flux.parse(query), (name, value) => name === 'location' ? undefined : value);
  process.stdout.write(`{"valid":${valid},"tree":${tree}}\n`);
}
