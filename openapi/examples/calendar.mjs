// Subscribes to the calendars of the demo events as a calendar program does, and compares what another library reads there with the
// events: node calendar.mjs ADDRESS CLIENTS. Ends with 1 at a difference.
import { readFileSync } from "node:fs";
import assert from "node:assert/strict";
import ICAL from "ical.js";

const [address, clientsFile] = process.argv.slice(2);
const { secret } = JSON.parse(readFileSync(clientsFile, "utf8")).find((client) => client.id === "region-74");
const form = new URLSearchParams({ grant_type: "client_credentials", client_id: "region-74", client_secret: secret });
const { access_token: token } = await (await fetch(`${address}/oauth/token`, { method: "POST", body: form })).json();

async function get(path) {
  const response = await fetch(address + path, { headers: { Authorization: `Bearer ${token}` } });
  assert.ok(response.ok, `${response.status} ${path}`);
  return response;
}

const json = async (path) => (await get(path)).json();

async function entries(path) {
  const response = await get(path);
  assert.match(response.headers.get("content-type"), /^text\/calendar/);
  const calendar = new ICAL.Component(ICAL.parse(await response.text()));
  return calendar.getAllSubcomponents("vevent").map((entry) => new ICAL.Event(entry));
}

// The time of an agenda, which is the region's own, as an instant.
function instantOf(day, time, timeZone) {
  const guess = new Date(`${day}T${time}:00Z`);
  const local = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" }).format(guess);
  return new Date(2 * guess.getTime() - new Date(`${local.replace(" ", "T")}Z`).getTime()).toISOString();
}

const zones = Object.fromEntries((await json("/v1/regions")).items.map((region) => [region.code, region.timeZone]));
let compared = 0;
for (const event of (await json("/v1/events?limit=500")).items) {
  const read = await entries(`/v1/events/${event.id}/calendar`);
  assert.ok(read.every((entry) => entry.summary === event.title));
  assert.equal(new Set(read.map((entry) => entry.uid)).size, read.length);
  const days = [...new Set(event.agenda.map((item) => item.day))].sort();
  if (days.length === 0) {
    assert.deepEqual(read.map((entry) => entry.startDate.isDate), [true]);
    assert.equal(read[0].startDate.toString(), event.startsOn);
  } else {
    const expected = days.map((day) => {
      const items = event.agenda.filter((item) => item.day === day);
      const [begin] = items.map((item) => item.beginsAt).sort();
      const end = items.map((item) => item.finishesAt).sort().at(-1);
      return [begin, end].map((time) => instantOf(day, time, zones[event.regionCode]));
    });
    const found = read.map((entry) => [entry.startDate, entry.endDate].map((time) => time.toJSDate().toISOString())).sort();
    assert.deepEqual(found, expected);
  }
  compared++;
}
assert.ok(compared > 0);
await entries("/v1/events/calendar?regionCode=74");
console.log(`${compared} calendars agree with their events`);
