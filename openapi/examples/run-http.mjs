// Sends the requests of ../efs.http in order: node run-http.mjs ADDRESS CLIENTS. Ends with 1 when one answers 400 or more.
import { readFileSync } from "node:fs";
import { readHttpFile } from "./http-file.mjs";

const [address, clients] = process.argv.slice(2);
const { variables, requests } = readHttpFile(new URL("../efs.http", import.meta.url));
const client = JSON.parse(readFileSync(clients, "utf8")).find((c) => c.id === variables.clientId);
Object.assign(variables, { base: address, clientSecret: client.secret });
const responses = {};

const filled = (text) =>
  text.replace(/\{\{([^}]+)\}\}/g, (_, expression) => {
    const [name, path] = expression.split(".response.body.$.");
    const value = path ? path.split(".").reduce((node, member) => node?.[member], responses[name]) : variables[name];
    if (value === undefined) throw new Error(`{{${expression}}} has no value`);
    return value;
  });

let failed = 0;
for (const { title, name, method, url, headers, body } of requests) {
  const response = await fetch(filled(url), {
    method,
    headers: Object.fromEntries(Object.entries(headers).map(([header, value]) => [header, filled(value)])),
    body: body ? filled(body) : undefined,
  });
  const text = await response.text();
  if (name) responses[name] = JSON.parse(text);
  if (!response.ok) failed++;
  console.log(`  ${response.status} ${title}${response.ok ? "" : `\n${text}`}`);
}
process.exit(failed ? 1 : 0);
