// One report in a browser, as a reader sees it: everything that is wrong with a page, as text.

import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { output } from './support.mjs';

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export const WIDTHS = [1280, 390];
const LARGEST = 1.5e6;

/** Opens a report and collects what the browser complains about and asks for. */
async function open(context, file) {
  const page = await context.newPage();
  const wrong = [];
  const address = pathToFileURL(file).href;
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) wrong.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => wrong.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    wrong.push(`a dialog opened: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.url() !== address) wrong.push(`request: ${request.url()}`);
  });
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      console.error(`content policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  await page.goto(address, { waitUntil: 'load' });
  return { page, wrong };
}

/** What stands outside the page without a box to scroll it in. */
function overflow() {
  const wide = document.documentElement.clientWidth;
  const found = [];
  if (document.documentElement.scrollWidth > wide + 1) {
    found.push(`the page is ${document.documentElement.scrollWidth} wide, of ${wide}`);
  }
  const boxed = (element) => {
    for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
      if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(at).overflowX)) return true;
    }
    return false;
  };
  for (const element of document.body.querySelectorAll('*')) {
    if (element.closest('.vh, .skip, #tip, .defs')) continue;
    const box = element.getBoundingClientRect();
    if (box.width > 0 && box.height > 0 && (box.right > wide + 1 || box.left < -1) && !boxed(element)) {
      const what = `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''}`;
      found.push(`${what} from ${Math.round(box.left)} to ${Math.round(box.right)} of ${wide}: ` +
        element.textContent.trim().slice(0, 60));
    }
  }
  return found.slice(0, 8);
}

/** Texts of a drawing that lie over each other. */
function collisions() {
  const found = [];
  for (const drawing of document.querySelectorAll('main svg')) {
    if (drawing.parentElement.closest('svg')) continue;
    const texts = [...drawing.querySelectorAll('text')]
      .filter((text) => text.textContent.trim() && !text.closest('defs, symbol'))
      .map((text) => [text, text.getBoundingClientRect()])
      .filter(([text, box]) => box.width > 0 && !text.getAttribute('transform'));
    texts.forEach(([text, a], index) => {
      for (const [other, b] of texts.slice(index + 1)) {
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        // Boxes of letters have room above and below what is drawn.
        if (across > 1 && down > 5) found.push(`“${text.textContent}” over “${other.textContent}”`);
      }
    });
  }
  return found.slice(0, 8);
}

async function accessibility(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, { resultTypes: ['violations'] }));
  return violations
    .filter(({ impact }) => ['serious', 'critical'].includes(impact))
    .map(({ id, nodes }) => `axe ${id}, ${nodes.length} times: ${nodes[0].html.slice(0, 160)} ` +
      `${nodes[0].any.concat(nodes[0].all, nodes[0].none).map((check) => check.message).join('; ')}`);
}

/** A report at one width and in one scheme, unfolded; a screenshot is kept. */
export async function onScreen(browser, folder, name, width, colorScheme) {
  const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme });
  const { page, wrong } = await open(context, join(folder, 'report.html'));
  await page.screenshot({ path: join(output, `${name}-${width}-${colorScheme}-first.png`) });
  wrong.push(...await page.evaluate(overflow));
  await page.screenshot({ path: join(output, `${name}-${width}-${colorScheme}.png`), fullPage: true });
  await page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
    document.getElementById('openall')?.click();
  });
  wrong.push(...await page.evaluate(overflow), ...await page.evaluate(collisions));
  wrong.push(...await accessibility(page));
  await context.close();
  return wrong;
}

/** Without scripts nothing may be hidden but what only a script can fill. */
export async function withoutScripts(browser, folder) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const { page, wrong } = await open(context, join(folder, 'report.html'));
  const hidden = await page.evaluate(() => {
    const out = [];
    for (const element of document.body.querySelectorAll('*')) {
      if (element.closest('#tip, .tools, svg, option, script')) continue;
      if (getComputedStyle(element).display === 'none') {
        out.push(`hidden without scripts: ${element.outerHTML.slice(0, 120)}`);
      }
    }
    return out.slice(0, 5);
  });
  const rows = await page.locator('tr.more').count();
  const source = await page.locator('#sql, .sqls').count();
  if (rows > 0 && source === 0) wrong.push('rows lead to definitions that are not there');
  await context.close();
  return wrong.concat(hidden);
}

/** On paper: A4 without overflow; the PDF is kept. */
export async function onPaper(browser, folder, name) {
  const context = await browser.newContext({ viewport: { width: 700, height: 1000 } });
  const { page, wrong } = await open(context, join(folder, 'report.html'));
  await page.emulateMedia({ media: 'print' });
  wrong.push(...await page.evaluate(overflow));
  const path = join(output, `${name}.pdf`);
  await page.pdf({ path, format: 'A4', printBackground: true, preferCSSPageSize: true });
  if (statSync(path).size < 20_000) wrong.push('the PDF is empty');
  await context.close();
  return wrong;
}

/** By keyboard alone: the skip link comes first, focus is seen, a row opens and closes. */
export async function byKeyboard(browser, folder) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const { page, wrong } = await open(context, join(folder, 'report.html'));
  await page.keyboard.press('Tab');
  const first = await page.evaluate(() => document.activeElement.className);
  if (first !== 'skip') wrong.push(`the first stop is ${first}, not the skip link`);
  const rows = page.locator('.sgt[open] .sig button');
  if (await rows.count() > 0) {
    const row = rows.first();
    await row.focus();
    await page.keyboard.press('Enter');
    if (await row.getAttribute('aria-expanded') !== 'true') wrong.push('Enter does not open a row');
    const opened = page.locator(`#${await row.getAttribute('aria-controls')}`);
    if (!await opened.isVisible()) wrong.push('an opened row is not seen');
    await page.keyboard.press('Space');
    if (await row.getAttribute('aria-expanded') !== 'false') wrong.push('Space does not close a row');
  }
  for (let stop = 0; stop < 40; stop += 1) {
    await page.keyboard.press('Tab');
    const seen = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return true;
      const style = getComputedStyle(element);
      return style.outlineStyle !== 'none' || style.boxShadow !== 'none';
    });
    if (!seen) {
      wrong.push('focus is not seen on ' +
        await page.evaluate(() => document.activeElement.outerHTML.slice(0, 100)));
      break;
    }
  }
  await context.close();
  return wrong;
}

/** One file, small enough, that names nothing to load. */
export function asFile(folder) {
  const file = join(folder, 'report.html');
  const wrong = [];
  const { size } = statSync(file);
  if (size > LARGEST) wrong.push(`report.html has ${size} bytes, over ${LARGEST}`);
  const text = readFileSync(file, 'utf8');
  if (!text.includes("default-src 'none'")) wrong.push('no strict content policy');
  return wrong;
}
