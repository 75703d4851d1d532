import { deepStrictEqual as same, ok, rejects } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ChangesTooOldError, readAll, reconciliationHash, verifyWebhook, type components, type Connection } from "@efs/client";
import { open } from "./connection.js";
import { seen, send, trouble } from "./service.js";

type Schemas = components["schemas"];
export type School = Schemas["School"];
export type SchoolFields = Schemas["SchoolFields"];

/** All items of a walk through pages or of a stream. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** What the job needs of the service: written once for each generated client. */
export interface Api {
  currentClient(): Promise<string>;
  feedHead(): Promise<string>;
  changes(after: string): Promise<Schemas["RecordChange"][]>;
  importSchools(rows: object[]): Promise<Schemas["Import"]>;
  rejectedRows(importId: string): Promise<(Pick<Schemas["ImportRow"], "key" | "errors"> & { document?: object })[]>;
  schools(cursor?: string): Promise<Schemas["SchoolPage"]>;
  school(id: string): Promise<School>;
  putSchool(school: SchoolFields): Promise<School>;
  deleteSchool(school: School): Promise<void>;
  reconcile(request: Schemas["ReconciliationRequest"]): Promise<Schemas["ReconciliationResult"]>;
  exportSchools(): Promise<{ consistentThrough: string; keys: string[] }>;
  subscribe(target: string): Promise<Schemas["WebhookSubscriptionWithSecret"]>;
  unsubscribe(subscription: Schemas["WebhookSubscription"]): Promise<void>;
}

/**
 * The nightly job of a regional system: `node <program> <address> <clients.json> [--webhooks]`. Prints each step; the first surprise
 * ends it.
 */
export async function walk(name: string, build: (connection: Connection) => Api): Promise<void> {
  const [address, file] = process.argv.slice(2) as [string, string];
  const clients = JSON.parse(readFileSync(file, "utf8")) as { id: string; secret: string }[];
  const clientSecret = clients.find((client) => client.id === "region-74")!.secret;
  const api = build(open({ baseUrl: address, clientId: "region-74", clientSecret, fetch: send }));
  let title = "";
  const step = async (what: string, act: () => Promise<void>) => {
    title = what;
    await act();
    console.log(`passed  ${name}: ${what}`);
  };
  try {
    await steps(name, api, step);
  } catch (surprise) {
    console.log(`FAILED  ${name}: ${title}`);
    console.log(surprise);
    process.exitCode = 1;
  }
}

async function steps(name: string, api: Api, step: (what: string, act: () => Promise<void>) => Promise<void>): Promise<void> {
  const key = (n: number) => `${name}-${n}`;
  const school = (n: number): SchoolFields => ({
    regionCode: "74",
    sourceId: key(n),
    kind: "general",
    fullName: `Школа ночной выгрузки № ${n}`,
    levels: ["noo"],
    isRural: false,
  });
  // The register of the regional system.
  const own = new Map([1, 2, 3, 4, 5].map((n) => [key(n), school(n)]));
  let cursor = "";

  await step("a token is fetched, and fetched anew when the service refuses it", async () => {
    same(await api.currentClient(), "region-74");
    trouble.refuseToken = true;
    same(await api.currentClient(), "region-74");
    same(seen.tokens, 2);
    cursor = await api.feedHead();
  });

  await step("rows are imported once although the response is lost, and the report is read", async () => {
    trouble.loseResponse = true;
    const rows = [...own.values()].map((row) => (row.sourceId === key(3) ? { ...row, kind: "Дворец!" } : row));
    const first = await api.importSchools(rows);
    same(seen.replayed, 1);
    same([first.state, first.counts.created, first.counts.rejected], ["done", 4, 1]);
    const [rejected, ...others] = await api.rejectedRows(first.id);
    same(others, []);
    same([rejected?.key, rejected?.errors?.[0]?.pointer], [key(3), "/kind"]);
    const mended = await api.importSchools([{ ...rejected!.document, kind: "general" }]);
    same([mended.counts.created, mended.counts.rejected], [1, 0]);
  });

  await step("pages hold every school once", async () => {
    const ids = (await collect(readAll((next) => api.schools(next)))).map((item) => item.id);
    same(new Set(ids).size, ids.length);
    ok(ids.length > 5);
  });

  let branch: School;
  await step("a school names another by source: and the owner's key, and the same document changes nothing", async () => {
    const document = { ...school(6), branchOfId: `source:${key(1)}` };
    own.set(key(6), document);
    branch = await api.putSchool(document);
    same((await api.school(branch.branchOfId!)).sourceId, key(1));
    same((await api.putSchool(document)).version, branch.version);
  });

  await step("hashes find what differs, what is new and what is missing, and the differences are mended", async () => {
    own.set(key(2), { ...own.get(key(2))!, shortName: "Школа «Ёлочка» 🌲" });
    own.set(key(7), school(7));
    own.delete(key(4));
    const request = async () => ({
      resource: "schools" as const,
      regionCode: "74",
      range: { after: `${name}-`, through: `${name}-~` },
      pairs: await Promise.all([...own].map(async ([sourceId, document]) => ({ sourceId, hash: await reconciliationHash(document) }))),
    });
    const found = await api.reconcile(await request());
    same(found, { differing: [key(2)], unknown: [key(7)], missing: [key(4)], hasMore: false });
    for (const id of [...found.differing, ...found.unknown]) await api.putSchool(own.get(id)!);
    for await (const item of readAll((next) => api.schools(next))) {
      if (found.missing.includes(item.sourceId ?? "")) await api.deleteSchool(item);
    }
    same(await api.reconcile(await request()), { differing: [], unknown: [], missing: [], hasMore: false });
  });

  await step("the feed holds the changes of the night from the last cursor, each once, and says when a cursor is too old", async () => {
    const changes = (await api.changes(cursor)).filter((change) => change.sourceId?.startsWith(`${name}-`));
    const of = (operation: string) => changes.filter((c) => c.operation === operation).map((c) => c.sourceId!);
    same(of("create").sort(), [1, 2, 3, 4, 5, 6, 7].map(key));
    same([of("update"), of("delete")], [[key(2)], [key(4)]]);
    trouble.oldCursor = true;
    await rejects(api.changes(cursor), ChangesTooOldError);
  });

  await step("an export holds the register of one moment, and the feed goes on from it", async () => {
    const { consistentThrough, keys } = await api.exportSchools();
    same(keys.filter((id) => id.startsWith(`${name}-`)).sort(), [...own.keys()].sort());
    same(await api.changes(consistentThrough), []);
  });

  await step("an unknown member and an unknown value in an answer are taken", async () => {
    trouble.laterYear = true;
    const grown = await api.school(branch.id);
    same([grown.kind, grown.sourceId, (grown as unknown as { colour: string }).colour], ["castle", key(6), "red"]);
  });

  await step("the signature of the specification's example is verified, a forged or an old one refused", async () => {
    const secrets = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"];
    const body = '{"test": 2432232314}';
    const headers = new Headers({
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,AAAA v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    });
    const now = new Date(1614265330_000);
    ok(await verifyWebhook(headers, body, secrets, now));
    ok(!(await verifyWebhook(headers, `${body} `, secrets, now)));
    ok(!(await verifyWebhook(headers, body, secrets, new Date(1614265330_000 + 301_000))));
  });

  if (!process.argv.includes("--webhooks")) return;
  await step("a webhook arrives with a genuine signature", async () => {
    const receiver = createServer();
    const delivery = new Promise<{ headers: Headers; body: string }>((done) =>
      receiver.on("request", async (request, response) => {
        const parts: Buffer[] = [];
        for await (const part of request) parts.push(part as Buffer);
        response.writeHead(204).end();
        done({ headers: new Headers(request.headers as Record<string, string>), body: Buffer.concat(parts).toString() });
      }),
    );
    await new Promise<void>((done) => receiver.listen(0, "127.0.0.1", done));
    try {
      const made = await api.subscribe(`http://localhost:${(receiver.address() as AddressInfo).port}/efs`);
      await api.putSchool({ ...own.get(key(1))!, shortName: "Школа № 1" });
      const { headers, body } = await delivery;
      ok(await verifyWebhook(headers, body, [made.secret.secret]));
      ok(!(await verifyWebhook(headers, body, ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])));
      same(
        (JSON.parse(body) as { data: Schemas["RecordChange"] }[]).map((event) => event.data.sourceId),
        [key(1)],
      );
      await api.unsubscribe(made.subscription);
    } finally {
      receiver.close();
      receiver.closeAllConnections();
    }
  });
}
