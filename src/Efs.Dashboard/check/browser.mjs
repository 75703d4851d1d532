import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Starts a browser with a page that remembers what goes wrong in it. */
export async function openBrowser() {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
  const page = await browser.newPage({ locale: "ru-RU", viewport: { width: 1440, height: 1000 } });
  const troubles = [];
  page.on("pageerror", (error) => troubles.push(error.message));
  // The browser reports each refusal, also one that the page asks for: an API without indicators, an answer without a workbook.
  const isTrouble = (message) => message.type() === "error" && !message.text().startsWith("Failed to load resource");
  page.on("console", (message) => isTrouble(message) && troubles.push(message.text()));
  return { browser, page, troubles };
}

/** What the panels show is complete. */
export async function settled(page) {
  await page.locator("#dashboard").waitFor();
  await page.waitForFunction(() => !document.querySelector('[aria-busy="true"]') && document.querySelector("#card .figure"));
}

/** Violations of the rules of accessibility, those of WCAG 2.2 on the size of targets included. */
export async function violations(page) {
  await page.evaluate(axe); // by the debugger, past the page's policy
  const found = await page.evaluate(() => axe.run(document, { rules: { "target-size": { enabled: true } } }));
  return found.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)}`));
}

/** Runs steps in their order, says which have passed, and ends with the first that fails. */
export async function walk(steps) {
  for (const [name, step] of Object.entries(steps)) {
    await step();
    console.log(`  ${name}`);
  }
}
