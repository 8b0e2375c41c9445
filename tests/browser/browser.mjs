// A page in Chromium that fails the test on any console error, page error or request to elsewhere.
import assert from 'node:assert/strict';
import {mkdirSync, readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join} from 'node:path';
import {chromium} from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const screenshots = process.env.REDQUILL_SCREENSHOTS;

export const essay = readFileSync(new URL('../data/essay-400-words.txt', import.meta.url), 'utf8');

export const launch = () => chromium.launch({
  executablePath: process.env.REDQUILL_CHROMIUM || '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update',
         '--disable-sync', '--no-first-run', '--disable-dev-shm-usage'],
});

/// Opens the page in a fresh context. `expectErrors`: patterns of console errors that belong to the test.
export async function open(browser, url, {expectErrors = [], ready = true, mayAsk = [], ...options} = {}) {
  const context = await browser.newContext({viewport: {width: 1100, height: 900}, ...options});
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const faults = [];
  page.on('console', message => {
    const text = message.text();
    if (['error', 'warning'].includes(message.type()) && !expectErrors.some(pattern => pattern.test(text))) {
      faults.push(text);
    }
  });
  page.on('pageerror', error => faults.push(String(error)));
  page.on('request', request => {
    if (![new URL(url).origin, ...mayAsk].includes(new URL(request.url()).origin)) faults.push('asks ' + request.url());
  });
  await page.goto(url);
  if (ready && options.javaScriptEnabled !== false) await page.locator('#choices').waitFor();
  return {page, context, done: async () => {
    await context.close();
    assert.deepEqual(faults, []);
  }};
}

/// What axe-core finds against accessibility, as short lines.
export async function violations(page) {
  // The page's policy rightly forbids scripts from elsewhere; evaluate is not bound by it.
  await page.evaluate(axeSource);
  const found = await page.evaluate(() => axe.run({resultTypes: ['violations']}));
  return found.violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html} ${node.failureSummary}`));
}

export async function picture(page, name) {
  if (!screenshots) return;
  mkdirSync(screenshots, {recursive: true});
  await page.screenshot({path: join(screenshots, name + '.png'), fullPage: true});
}

/// Presses Score and waits for the answer.
export async function score(page) {
  await page.getByRole('button', {name: 'Score'}).click();
  await page.locator('#result').waitFor();
}
