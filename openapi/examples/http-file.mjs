import { readFileSync } from "node:fs";

// Reads a .http file: its variables, and its requests in order, each { title, name, method, url, headers, body }.
export function readHttpFile(path) {
  const [head, ...blocks] = readFileSync(path, "utf8").split(/^###[ \t]*/m);
  const variables = Object.fromEntries([...head.matchAll(/^@(\w+) = (.*)$/gm)].map(([, name, value]) => [name, value]));
  return { variables, requests: blocks.map(readRequest) };
}

function readRequest(block) {
  const [title, ...rest] = block.split("\n");
  const name = rest.find((line) => line.startsWith("# @name "))?.slice("# @name ".length);
  const [head, ...body] = rest.filter((line) => !line.startsWith("#")).join("\n").trim().split("\n\n");
  const [start, ...headers] = head.split("\n");
  const [method, url] = start.split(" ");
  return {
    title,
    name,
    method,
    url,
    headers: Object.fromEntries(headers.map((line) => line.split(/: (.*)/, 2))),
    body: body.join("\n\n").trimEnd(),
  };
}
