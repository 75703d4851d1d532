// Signs in by an authorization code of the outside issuer: node code.mjs ADDRESS.
import assert from "node:assert/strict";
import { openBrowser, settled, walk } from "./browser.mjs";

const [address] = process.argv.slice(2);
const { browser, page, troubles } = await openBrowser();
await walk({
  "the issuer's button is there instead of a secret": async () => {
    await page.goto(`${address}/dashboard`);
    await page.getByRole("button", { name: "Войти через систему идентификации" }).waitFor();
    assert.equal(await page.getByLabel("Секрет").isVisible(), false);
  },
  "the browser comes back with a code that becomes a token": async () => {
    await page.getByRole("button", { name: "Войти через систему идентификации" }).click();
    await settled(page);
    assert.equal(page.url(), `${address}/dashboard`);
    assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  },
  "a code that somebody else brings is not redeemed": async () => {
    await page.goto(`${address}/dashboard?code=stolen&state=guessed`);
    await page.getByRole("button", { name: "Войти через систему идентификации" }).waitFor();
  },
  "nothing went wrong in the browser": async () => assert.deepEqual(troubles, []),
});
await browser.close();
