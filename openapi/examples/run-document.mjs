// Executes the ```bash blocks of a document in order, in one shell: node run-document.mjs DOCUMENT ADDRESS DATA [BEFORE].
// BEFORE is a document whose first block sets the variables. Fails when a command fails, or when a response of 400 or more comes that
// the document does not announce: the status stands as a number of its own in the document's text.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [path, address, data, before] = process.argv.slice(2);
const blocks = (text) => [...text.matchAll(/^```bash\n(.*?)^```/gms)].map((match) => match[1]);
const text = readFileSync(path, "utf8");
// run.sh and test.sh are what started this: they are not run again.
const commands = [...(before ? blocks(readFileSync(before, "utf8")).slice(0, 1) : []), ...blocks(text)].filter(
  (block) => !/^\.\/(run|test)\.sh/m.test(block),
);
const announced = [...text.replace(/^```.*?^```/gms, "").matchAll(/`(?:HTTP )?([45]\d\d)\b/g)].map((match) => match[1]);

const folder = mkdtempSync(join(tmpdir(), "efs-document-"));
symlinkSync(data, join(folder, ".efs"));
mkdirSync(join(folder, "bin"));
// Stands before curl and notes each status, which curl itself hides from the shell.
writeFileSync(
  join(folder, "bin", "curl"),
  `#!/usr/bin/env bash
PATH=\${PATH#*:}
exec curl -w '%{stderr}%{http_code} %{method} %{url}\\n' "$@" 2>>"${folder}/statuses"
`,
  { mode: 0o755 },
);
const script = commands.join("\n").replaceAll("http://localhost:8080", address);
const run = spawnSync("bash", ["-euc", script], {
  cwd: folder,
  env: { ...process.env, PATH: `${join(folder, "bin")}:${process.env.PATH}` },
  encoding: "utf8",
  timeout: 60_000,
});
const statuses = readFileSync(join(folder, "statuses"), "utf8").split("\n");
rmSync(folder, { recursive: true }); // what .efs points to stays
const unexpected = statuses.filter((line) => /^(000|[45]\d\d) /.test(line) && !announced.includes(line.slice(0, 3)));
console.log(run.stdout.slice(-2000), run.stderr.slice(-2000));
for (const line of unexpected) console.log(`not announced: ${line}`);
if (run.status !== 0) console.log(`the shell ended with ${run.status ?? run.signal}`);
process.exit(run.status === 0 && !unexpected.length && commands.length ? 0 : 1);
