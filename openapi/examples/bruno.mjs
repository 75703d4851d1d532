// Writes ../efs.http as a collection of Bruno into ../bruno; with --check, ends with 1 when the committed collection is another one.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readHttpFile } from "./http-file.mjs";

const folder = new URL("../bruno/", import.meta.url);
const { variables, requests } = readHttpFile(new URL("../efs.http", import.meta.url));
const reference = /\{\{(\w+)\.response\.body\.\$\.([\w.]+)\}\}/g;
const variable = (name, path) => `${name}_${path.replaceAll(".", "_")}`;
const block = (name, lines) => (lines.length > 0 ? `\n${name} {\n${lines.map((line) => `  ${line}\n`).join("")}}\n` : "");

// What later requests take from the answer of a named one.
const taken = {};
for (const [, name, path] of JSON.stringify(requests).matchAll(reference)) (taken[name] ??= new Set()).add(path);

const bodies = {
  "application/x-www-form-urlencoded": ["formUrlEncoded", "body:form-urlencoded", (body) => body.split("&").map((pair) => pair.replace("=", ": "))],
  "application/x-ndjson": ["text", "body:text", (body) => body.split("\n")],
};
const json = ["json", "body:json", (body) => body.split("\n")];

function written({ title, name, method, url, headers, body }, index) {
  const [mode, section, lines] = body ? (bodies[headers["Content-Type"]] ?? json) : ["none"];
  return (
    block("meta", [`name: ${title}`, "type: http", `seq: ${index + 1}`]).trimStart() +
    block(method.toLowerCase(), [`url: ${url}`, `body: ${mode}`, "auth: none"]) +
    block("headers", Object.entries(headers).map(([header, value]) => `${header}: ${value}`)) +
    (body ? block(section, lines(body)) : "") +
    block("vars:post-response", [...(taken[name] ?? [])].map((path) => `${variable(name, path)}: res.body.${path}`)) +
    block("assert", ["res.status: lt 400"])
  ).replace(reference, (_, from, path) => `{{${variable(from, path)}}}`);
}

const { clientSecret, ...open } = variables;
const files = {
  "bruno.json": `${JSON.stringify({ version: "1", name: "Efs.Api", type: "collection" }, null, 2)}\n`,
  "environments/Local.bru": `${block("vars", Object.entries(open).map(([name, value]) => `${name}: ${value}`)).trimStart()}vars:secret [\n  clientSecret\n]\n`,
  ...Object.fromEntries(requests.map((request, i) => [`${String(i + 1).padStart(2, "0")} ${request.title.replace(/[^\p{L} ]/gu, "")}.bru`, written(request, i)])),
};

if (process.argv.includes("--check")) {
  const committed = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }).filter((f) => f.isFile()).length : 0;
  const stale = Object.keys(files).filter((name) => !existsSync(new URL(name, folder)) || readFileSync(new URL(name, folder), "utf8") !== files[name]);
  if (stale.length > 0 || committed !== Object.keys(files).length) {
    console.error(`Run node openapi/examples/bruno.mjs: ${stale.join(", ") || "a file too many"}`);
    process.exit(1);
  }
} else {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(new URL("environments/", folder), { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(new URL(name, folder), content);
}
