// Walks an analyst's way through the dashboard: node page.mjs ADDRESS CLIENTS [SCREENSHOTS].
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { openBrowser, settled, violations, walk } from "./browser.mjs";

const [address, clientsFile, screenshots] = process.argv.slice(2);
const { id, secret } = JSON.parse(readFileSync(clientsFile, "utf8")).find((client) => client.id === "analyst");
const form = new URLSearchParams({ grant_type: "client_credentials", client_id: id, client_secret: secret });
const { access_token: token } = await (await fetch(`${address}/oauth/token`, { method: "POST", body: form })).json();

async function data(cube, parameters) {
  const query = new URLSearchParams(parameters);
  const headers = { Authorization: `Bearer ${token}`, "Accept-Language": "ru" };
  return (await fetch(`${address}/v1/analytics/cubes/${cube}/data?${query}`, { headers })).json();
}

const { browser, page, troubles } = await openBrowser();
const tile = (code) => page.locator(".tiles button", { has: page.locator(".code", { hasText: code }) });
const year = String(new Date().getFullYear());
const number = (text) => Number(text.replace(/[^0-9,]/g, "").replace(",", "."));
const exactly = (value) => new Intl.NumberFormat("ru", { maximumFractionDigits: 1 }).format(value);

async function signInWith(password) {
  await page.getByLabel("Идентификатор клиента").fill(id);
  await page.getByLabel("Секрет").fill(password);
  await page.getByRole("button", { name: "Войти" }).click();
}

async function choose(picker, value) {
  await page.locator(`select[name="${picker}"]`).selectOption(value);
  await settled(page);
}

async function download(panel, format) {
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.locator(`#${panel} .downloads`).getByText(format, { exact: true }).click(),
  ]);
  return readFileSync(await file.path());
}

async function picture(name, width, height, colorScheme = "light") {
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme });
  await page.waitForTimeout(300); // the charts follow the size of the page
  if (screenshots) await page.screenshot({ path: `${screenshots}/${name}.png`, fullPage: true });
}

await walk({
  "a wrong secret is refused": async () => {
    await page.goto(`${address}/dashboard`);
    await signInWith("wrong");
    await page.getByText("Войти не удалось").waitFor();
  },
  "the sign-in has no violation": async () => assert.deepEqual(await violations(page), []),
  "an analyst signs in": async () => {
    await signInWith(secret);
    await settled(page);
    assert.deepEqual(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]), [0, 0, ""]);
  },
  "each tile says the figure of the API": async () => {
    await choose("figure", "educators.educators");
    const { rows } = await data("educators", { measures: "educators", groupBy: "region", period: year });
    const values = new Map(rows.map((row) => [row.members[0].code, row.values[0].value]));
    assert.ok([...values.values()].some((value) => value > 0));
    assert.equal(await page.locator(".tiles button").count(), 89);
    for (const [code, value] of values)
      assert.equal((await tile(code).getAttribute("title")).split(": ")[1], `${exactly(value)}\u00a0чел.`);
  },
  "a region's card says its figure": async () => {
    await tile("74").click();
    await settled(page);
    const [row] = (await data("educators", { measures: "educators", region: "74", period: year })).rows;
    assert.equal(await page.locator("#card h2").textContent(), "Челябинская область");
    assert.equal(number(await page.locator("#card .figure").textContent()), row.values[0].value);
  },
  "arrows lead over the map": async () => {
    await tile("74").press("ArrowLeft");
    await page.keyboard.press("Enter");
    await settled(page);
    assert.equal(await page.locator("#card h2").textContent(), "Удмуртская Республика");
    await page.getByRole("button", { name: "Показать всю Россию" }).click();
    await settled(page);
  },
  "a dimension and a period are chosen": async () => {
    await choose("kind", "quarter");
    await choose("period", `${year}-Q1`);
    await choose("dimension", "category");
    const { rows } = await data("educators", { groupBy: "category", period: `${year}-Q1`, sort: "-educators" });
    const shown = await page
      .locator("#breakdown tbody tr")
      .evaluateAll((lines) => lines.map((line) => line.cells[0].textContent));
    assert.deepEqual(
      shown,
      rows.slice(0, 10).map((row) => row.members[0].title),
    );
    assert.equal(await page.locator("#series tbody tr").count(), 8);
    assert.equal(await page.locator("#funnel tbody tr").count(), 6);
    assert.ok((await page.locator("#completeness tbody tr").count()) > 0);
  },
  "the panels are downloaded as CSV, XLSX and PNG": async () => {
    const lines = (await download("map", "CSV")).toString("utf8").slice(1).trimEnd().split("\r\n");
    assert.equal(lines.length, 90);
    const { rows } = await data("educators", { groupBy: "region", period: `${year}-Q1`, region: "74" });
    assert.match(
      lines.find((line) => line.includes(";74;")),
      new RegExp(`;74;${rows[0].values[0].value};`),
    );
    assert.deepEqual([...(await download("breakdown", "XLSX")).subarray(0, 2)], [...Buffer.from("PK")]);
    for (const panel of ["map", "series", "breakdown", "funnel", "completeness"])
      assert.deepEqual([...(await download(panel, "PNG")).subarray(1, 4)], [...Buffer.from("PNG")]);
  },
  "nothing violates the rules of accessibility, in light and dark, on a telephone and on a wall": async () => {
    await choose("kind", "year");
    for (const [name, width, height] of [
      ["narrow", 360, 740],
      ["wide", 1440, 1000],
      ["wall", 3840, 2160],
    ])
      for (const colorScheme of ["light", "dark"]) {
        await picture(`dashboard-${name}-${colorScheme}`, width, height, colorScheme);
        assert.deepEqual(await violations(page), [], `${name}, ${colorScheme}`);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} is not too wide`);
      }
  },
  "nothing went wrong in the browser": async () => assert.deepEqual(troubles, []),
});
await browser.close();
