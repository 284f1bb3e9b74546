// Reports in a browser: `node report.test.mjs [FOLDER...]` looks at the invented example, at one
// whose every text is hostile, and at the report folders given.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { basename, resolve } from 'node:path';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asFile, byKeyboard, onPaper, onScreen, WIDTHS, withoutScripts } from './look.mjs';
import { hostileCheckout, hostileReport, MARKER } from './hostile.mjs';
import { browser as launch, exampleReport } from './support.mjs';

const reports = [
  ['example', exampleReport],
  ['hostile', hostileReport],
  ['hostile-git', hostileCheckout],
  ...process.argv.slice(2).map((folder) => [basename(resolve(folder)), () => resolve(folder)]),
];

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

const nothing = (wrong) => assert.deepEqual(wrong, []);

for (const [name, of] of reports) {
  describe(`report ${name}`, () => {
    let folder;
    before(() => { folder = of(); });

    it('is one small file', () => nothing(asFile(folder)));
    for (const width of WIDTHS) {
      for (const scheme of ['light', 'dark']) {
        it(`at ${width} pixels, ${scheme}`, async () =>
          nothing(await onScreen(browser, folder, name, width, scheme)));
      }
    }
    it('on paper', async () => nothing(await onPaper(browser, folder, name)));
    it('without scripts', async () => nothing(await withoutScripts(browser, folder)));
    it('by keyboard', async () => nothing(await byKeyboard(browser, folder)));
  });
}

describe('hostile text', () => {
  it('stands in the page as text, and no script of it ran', async () => {
    const folder = hostileReport();
    const page = await browser.newPage();
    await page.goto(`file://${join(folder, 'report.html')}`);
    assert.match(await page.locator('body').innerText(), new RegExp(MARKER));
    assert.equal(await page.evaluate(() => globalThis.ran), undefined);
    assert.equal(await page.locator('img, iframe, b.evil, script:not(head script)').count(), 0);
    await page.close();
  });

  it('runs in no chart either', async () => {
    const folder = hostileReport();
    for (const chart of ['spectrum', 'waits', 'survival', 'milestones', 'signals', 'touch']) {
      const svg = readFileSync(join(folder, 'charts', `${chart}.svg`), 'utf8');
      const page = await browser.newPage();
      await page.setContent(svg);
      assert.equal(await page.evaluate(() => globalThis.ran), undefined, chart);
      assert.equal(await page.locator('script, img, foreignObject').count(), 0, chart);
      await page.close();
    }
  });
});
