// The page as a copy on another site (tools/make-site), which asks the server that its user names.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync} from 'node:fs';
import {createServer} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {essay, launch, open, picture, score, violations} from './browser.mjs';
import {endAll, startServer} from './server.mjs';

const types = {html: 'text/html', js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml'};
let folder, site, copy, server, closed, browser;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'redquill-copy-'));
  execFileSync(new URL('../../tools/make-site', import.meta.url).pathname, ['--page', folder]);
  site = createServer((request, response) => {
    const {pathname} = new URL(request.url, 'http://x');
    const name = pathname.endsWith('/') ? pathname + 'index.html' : pathname;
    try {
      const bytes = readFileSync(join(folder, name));
      response.writeHead(200, {'Content-Type': types[name.split('.').pop()] || 'application/octet-stream'}).end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise(done => site.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${site.address().port}`;
  copy = origin + '/score/';
  server = await startServer({REDQUILL__SERVER__CORS_ORIGINS: origin});
  closed = await startServer();
  browser = await launch();
});
after(async () => {
  await endAll({browser, server, folder});
  await closed?.stop();
  site?.close();
});

const originOf = ({url}) => new URL(url).origin;

test('a copy scores by the server in its address and keeps it', async () => {
  const options = {mayAsk: [originOf(server)]};
  const {page, done} = await open(browser, `${copy}?server=${originOf(server)}`, options);
  assert.equal(await page.getByLabel('Server that scores').inputValue(), originOf(server));
  await page.getByLabel('Essay', {exact: true}).fill(essay);
  await score(page);
  assert.match(await page.locator('#of').textContent(), /on a scale of 1 to 6/);
  assert.deepEqual(await violations(page), []);
  await picture(page, 'copy');
  await page.goto(copy);
  await page.locator('#choices').waitFor();
  assert.equal(await page.getByLabel('Server that scores').inputValue(), originOf(server));
  await done();
});

test('a copy asks nobody until its user names a server, and none without encryption', async () => {
  const {page, done} = await open(browser, copy, {ready: false});
  await page.getByLabel('Essay', {exact: true}).fill(essay);
  await page.getByRole('button', {name: 'Score'}).click();
  assert.match(await page.locator('#server-error').textContent(), /Name the server/);
  for (const named of ['http://essays.example.org', 'javascript:alert(1)', 'essays']) {
    await page.getByLabel('Server that scores').fill(named);
    await page.getByLabel('Server that scores').blur();
    assert.match(await page.locator('#server-error').textContent(), /begins with https/);
  }
  await picture(page, 'copy-refused');
  await done();
});

test('a server that does not allow the copy is said to be such', async () => {
  const {page, done} = await open(browser, `${copy}?server=${originOf(closed)}`, {
    ready: false, mayAsk: [originOf(closed)], expectErrors: [/CORS/, /ERR_FAILED/],
  });
  await page.locator('#form-error').filter({hasText: 'server.cors_origins'}).waitFor();
  await done();
});

test('the page of a server sends essays nowhere else, whatever a link says', async () => {
  const {page, done} = await open(browser, `${server.url}?server=${originOf(closed)}`);
  assert.ok(await page.locator('#server-field').isHidden());
  await page.getByLabel('Essay', {exact: true}).fill(essay);
  await score(page);
  await done();
});
