// Sends each example of a JSON request body in the contract, as it stands, to a service with the demo data:
// node run-contract.mjs ADDRESS CLIENTS. Ends with 1 when one is not accepted. It removes what it creates and may be deleted.
import { readFileSync } from "node:fs";

const [address, clientsFile] = process.argv.slice(2);
const contract = JSON.parse(readFileSync(new URL("../efs-api.v1.json", import.meta.url), "utf8"));
const secrets = Object.fromEntries(JSON.parse(readFileSync(clientsFile, "utf8")).map((client) => [client.id, client.secret]));

const resolved = (node) => (node.$ref ? resolved(node.$ref.split("/").slice(1).reduce((at, step) => at[step], contract)) : node);
const operations = Object.entries(contract.paths)
  .flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })))
  .map((o) => ({ ...o, id: o.operation.operationId, schema: o.operation.requestBody?.content["application/json"]?.schema }))
  .filter((o) => o.schema)
  .map((o) => ({ ...o, example: resolved(o.schema).examples[0] }));
const byId = Object.fromEntries(operations.map((o) => [o.id, o]));

const tokens = {};
for (const client of ["region-74", "administrator"]) {
  const form = new URLSearchParams({ grant_type: "client_credentials", client_id: client, client_secret: secrets[client] });
  const response = await fetch(`${address}/oauth/token`, { method: "POST", body: form });
  tokens[client] = (await response.json()).access_token;
}

let failed = 0;
const sent = new Set();

async function send(method, path, body, etag) {
  const client = path.startsWith("/v1/clients") ? "administrator" : "region-74";
  const response = await fetch(address + path, {
    method,
    headers: {
      Authorization: `Bearer ${tokens[client]}`,
      ...(body && { "Content-Type": "application/json" }),
      ...(etag && { "If-Match": etag }),
    },
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) {
    failed++;
    console.log(`${response.status} ${method} ${path} ${body ? JSON.stringify(body) : ""}\n${text}`);
  }
  return response.ok && text ? JSON.parse(text) : {};
}

async function etagOf(path) {
  const client = path.startsWith("/v1/clients") ? "administrator" : "region-74";
  return (await fetch(address + path, { headers: { Authorization: `Bearer ${tokens[client]}` } })).headers.get("etag");
}

// The example of an operation, at the path of the record.
async function run(id, path, etag) {
  sent.add(id);
  const { method, example } = byId[id];
  const result = await send(method, path, example, etag);
  console.log(`  ${method} ${path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "…")} ${id}`);
  return result;
}

const created = [];
for (const { id, path, method, example } of operations.filter((o) => o.id.startsWith("Create") && !o.path.includes("{"))) {
  const name = id.slice("Create".length);
  const record = await run(id, path);
  const at = `${path}/${record.id ?? record.client?.id ?? record.subscription?.id}`;
  created.push(at);
  for (const change of [`Replace${name}`, `Update${name}`].filter((change) => byId[change])) await run(change, at, await etagOf(at));
  if (byId[`Upsert${name}`]) await run(`Upsert${name}`, `${path}/by-source/${example.regionCode}/${example.sourceId}`);
}

// The states of a trajectory in order: those without an example are only the way to the next.
const trajectory = created.find((at) => at.startsWith("/v1/trajectories/"));
const occurredOn = byId.TransitionTrajectory.example.occurredOn;
await run("TransitionTrajectory", `${trajectory}/transitions`);
const move = async (path, body) => send("POST", `${path}/transitions`, { occurredOn, ...body });
const step = `${trajectory}/steps/${(await send("GET", trajectory)).steps[0].id}`;
await move(trajectory, { to: "active" });
await move(step, { to: "submitted" });
await run("TransitionTrajectoryStep", `${step}/transitions`);
await move(step, { to: "submitted" });
await move(step, { to: "accepted" });
await move(trajectory, { to: "completed", completion: { mark: 5, bestMark: 5, comment: "Цель достигнута" } });
await run("LinkRepeatedDiagnostic", `${trajectory}/repeated-diagnostic`, await etagOf(trajectory));

const project = created.find((at) => at.startsWith("/v1/projects/"));
await run("TransitionProject", `${project}/transitions`);

const event = created.find((at) => at.startsWith("/v1/events/"));
await run("MarkAttendance", `${event}/attendance`);
await run("IssueCertificates", `${event}/certificates`);
await run("TransitionEvent", `${event}/transitions`);
await run("TransitionRegistration", `${created.find((at) => at.startsWith("/v1/registrations/"))}/transitions`);

// The other region's school is the partner of this one; the side of its own is signed and ended by the owner.
const partnership = created.find((at) => at.startsWith("/v1/partnerships/"));
await run("SignPartnership", `${partnership}/signatures`);
await run("TransitionPartnership", `${partnership}/transitions`);
const twins = `/v1/partnerships/${(await send("GET", "/v1/partnerships?regionCode=42&sourceId=twins-belovo-22-lyceum-2")).items[0].id}`;
await run("ReplacePartnerSide", `${twins}/partner`, await etagOf(twins));

// A self-assessment is submitted when every indicator is answered.
const assessment = created.find((at) => at.startsWith("/v1/self-assessments/"));
const { campaignId } = await send("GET", assessment);
const { frameworkId } = await send("GET", `/v1/assessment-campaigns/${campaignId}`);
const answers = (await send("GET", `/v1/assessment-frameworks/${frameworkId}`)).directions
  .flatMap((direction) => direction.criteria.flatMap((criterion) => criterion.indicators))
  .map((indicator) => ({ indicator: indicator.code, option: indicator.options[0].code }));
await send("PATCH", assessment, { answers }, await etagOf(assessment));
await run("TransitionSelfAssessment", `${assessment}/transitions`);

// A contest from its opening to an appeal; the application is for the contest of the examples.
const contest = created.find((at) => at.startsWith("/v1/contests/"));
const application = created.find((at) => at.startsWith("/v1/contest-applications/"));
await send("PATCH", application, { contestId: contest.split("/").pop() }, await etagOf(application));
await run("TransitionContest", `${contest}/transitions`);
await run("TransitionContestApplication", `${application}/transitions`);
await send("POST", `${application}/transitions`, { to: "admitted" });
await send("POST", `${contest}/transitions`, { to: "running" });
await run("ReplaceMarathonRoute", `${application}/stages/marathon/route`, await etagOf(application));
await run("RecordTaskCompletions", `${contest}/stages/marathon/completions`);
const done = { applicationId: application.split("/").pop(), task: "museum-lesson", completedOn: "2023-09-04" };
await send("POST", `${contest}/stages/marathon/completions`, { completions: [done] });
await send("POST", `${contest}/stages/marathon/passing`);
await run("RecordStageResults", `${contest}/stages/test/results`);
await send("POST", `${contest}/stages/test/results`, { results: [{ applicationId: application.split("/").pop(), score: 58 }] });
await send("POST", `${contest}/stages/test/passing`);
await run("CreateContestAppeal", `${application}/appeals`);
await run("TransitionContestAppeal", `${application}/appeals/1/transitions`);

// The owner of the community is the client of the examples.
const request = created.find((at) => at.startsWith("/v1/expert-requests/"));
await run("CreateExpertAnswer", `${request}/answers`);
await run("TransitionExpertRequest", `${request}/transitions`);

await run("QueryCube", "/v1/analytics/cubes/educators/query");
await run("CloseReportingPeriod", "/v1/reporting-periods/2025/close");
await run("ReopenReportingPeriod", "/v1/reporting-periods/2025/reopen");

for (const { id, path } of operations.filter((o) => !o.path.includes("{") && !sent.has(o.id))) await run(id, path);

// What has a history of transitions, or figures that were frozen, is not deleted.
const indicator = created.find((at) => at.startsWith("/v1/indicators/"));
const kept = [trajectory, project, event, partnership, assessment, contest, application, request, indicator];
for (const at of created.reverse().filter((at) => !kept.includes(at))) await send("DELETE", at, undefined, await etagOf(at));

for (const { id } of operations.filter((o) => !sent.has(o.id))) {
  failed++;
  console.log(`${id} was not sent`);
}
process.exit(failed ? 1 : 0);
