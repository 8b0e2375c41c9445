// The page as a person uses it, in a real Chromium against the built server.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {essay, launch, open, picture, score, violations} from './browser.mjs';
import {endAll, startServer} from './server.mjs';

let server, browser;
before(async () => {
  server = await startServer();
  browser = await launch();
});
after(() => endAll({browser, server}));

test('scores an essay and says what moved it', async () => {
  const {page, done} = await open(browser, server.url);
  await page.getByLabel('Essay', {exact: true}).fill(essay);
  await score(page);
  const number = Number(await page.locator('#number').textContent());
  assert.ok(number >= 1 && number <= 6);
  assert.match(await page.locator('#of').textContent(), /on a scale of 1 to 6/);
  assert.match(await page.locator('#by').textContent(), /features/);
  assert.ok(await page.locator('#influences li').count() >= 3);
  assert.match(await page.locator('#status').textContent(), /Score \d on a scale/);
  // The mark stands where the score is on the bar.
  // All at once, as the page may be scrolling.
  const {bar, mark, form, result} = await page.evaluate(() => {
    const box = selector => document.querySelector(selector).getBoundingClientRect().toJSON();
    return {bar: box('.track'), mark: box('#mark'), form: box('#form'), result: box('#result')};
  });
  const share = (mark.x + mark.width / 2 - bar.x) / bar.width;
  assert.ok(Math.abs(share - (number - 1) / 5) < 0.02, `mark at ${share}`);
  // Below the form, as the page promises.
  assert.ok(result.y >= form.y + form.height);
  assert.deepEqual(await violations(page), []);
  await picture(page, 'desktop-light');
  await done();
});

test('the answer on the page is that of the interface', async () => {
  const {page, done} = await open(browser, server.url);
  await page.getByLabel('Essay', {exact: true}).fill(essay);
  await score(page);
  const response = await page.request.post(server.url + 'v1/score', {data: {essay}});
  const answer = await response.json();
  assert.equal(await page.locator('#number').textContent(), String(answer.score));
  assert.deepEqual(JSON.parse(await page.locator('#receipt').textContent()), answer.receipt);
  await done();
});

test('works by keyboard alone', async () => {
  const {page, done} = await open(browser, server.url);
  const focused = () => page.evaluate(() => document.activeElement.id);
  const seen = [];
  for (let i = 0; i < 12 && !seen.includes('score'); ++i) {
    await page.keyboard.press('Tab');
    seen.push(await focused());
    if (seen.at(-1) === 'essay') await page.keyboard.insertText(essay);
  }
  assert.deepEqual(seen, ['essay', 'open', 'clear', 'model', 'prompt', 'score']);
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  assert.equal(outline, 'solid');
  await page.keyboard.press('Enter');
  await page.locator('#result').waitFor();
  assert.equal(await focused(), 'score');
  // Then the receipt, opened and read without a mouse.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.locator('#receipt').waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  assert.equal(await focused(), 'copy');
  await done();
});

test('Ctrl+Enter scores from inside the essay', async () => {
  const {page, done} = await open(browser, server.url);
  await page.locator('#essay').focus();
  await page.keyboard.insertText(essay);
  await page.keyboard.press('Control+Enter');
  await page.locator('#result').waitFor();
  assert.equal(await page.locator('#essay').inputValue(), essay);
  await done();
});

test('fits a phone', async () => {
  const {page, done} = await open(browser, server.url,
      {viewport: {width: 360, height: 740}, hasTouch: true, isMobile: true, deviceScaleFactor: 2});
  await page.locator('#essay').fill(essay);
  await page.getByRole('button', {name: 'Score'}).tap();
  await page.locator('#result').waitFor();
  await page.locator('summary').tap();
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'scrolls sideways');
  for (const id of ['model', 'prompt', 'score', 'copy']) {
    const box = await page.locator('#' + id).boundingBox();
    assert.ok(box.height >= 44, `${id} is ${box.height} high`);
  }
  assert.deepEqual(await violations(page), []);
  await picture(page, 'phone');
  await done();
});

test('is dark where the person wants it dark', async () => {
  const {page, done} = await open(browser, server.url, {colorScheme: 'dark'});
  await page.locator('#essay').fill(essay);
  await score(page);
  await page.locator('summary').click();
  assert.deepEqual(await violations(page), []);
  await picture(page, 'desktop-dark');
  await done();
});

test('says what is wrong beside the field', async () => {
  const {page, done} = await open(browser, server.url, {expectErrors: [/status of 4/]});
  const field = page.locator('#essay'), message = page.locator('#essay-error');
  const expectRefusal = async pattern => {
    await message.waitFor();
    assert.match(await message.textContent(), pattern);
    assert.equal(await field.getAttribute('aria-invalid'), 'true');
    assert.ok((await field.getAttribute('aria-describedby')).split(' ').includes('essay-error'));
    assert.equal(await page.evaluate(() => document.activeElement.id), 'essay');
    const gap = await page.evaluate(() => document.getElementById('essay-error').getBoundingClientRect().top -
        document.getElementById('essay').getBoundingClientRect().bottom);
    assert.ok(gap >= 0 && gap < 30, `${gap} below the field`);
  };
  await page.getByRole('button', {name: 'Score'}).click();
  await expectRefusal(/no essay yet/);
  assert.deepEqual(await violations(page), []);
  await picture(page, 'error');
  await field.fill('word');
  assert.equal(await message.isVisible(), false);
  await page.keyboard.press('Control+Enter');
  await expectRefusal(/./);
  await field.fill('Это сочинение написано другим письмом, не латинским.');
  await page.keyboard.press('Control+Enter');
  await expectRefusal(/Latin/i);
  await field.fill('a'.repeat((1 << 20) + 1));
  await page.keyboard.press('Control+Enter');
  await expectRefusal(/million bytes/);
  await field.fill(essay);
  await score(page);
  assert.equal(await field.getAttribute('aria-invalid'), null);
  await done();
});

test('a model that is gone is said beside the model', async () => {
  const {page, done} = await open(browser, server.url, {expectErrors: [/404/]});
  await page.locator('#essay').fill(essay);
  await page.evaluate(() => {
    const gone = document.createElement('option');
    gone.value = 'gone';
    document.getElementById('model').append(gone);
    document.getElementById('model').value = 'gone';
  });
  await page.locator('#score').click();
  await page.locator('#model-error').waitFor();
  assert.match(await page.locator('#model-error').textContent(), /features/);
  await done();
});

test('keeps the essay over a reload', async () => {
  const {page, done} = await open(browser, server.url);
  await page.locator('#essay').fill(essay);
  await page.locator('#prompt').selectOption({index: 2});
  const prompt = await page.locator('#prompt').inputValue();
  await page.reload();
  await page.locator('#choices').waitFor();
  assert.equal(await page.locator('#essay').inputValue(), essay);
  assert.equal(await page.locator('#prompt').inputValue(), prompt);
  await page.getByRole('button', {name: 'Clear'}).click();
  await page.reload();
  assert.equal(await page.locator('#essay').inputValue(), '');
  await done();
});

test('counts words while one types', async () => {
  const {page, done} = await open(browser, server.url);
  assert.equal(await page.locator('#count').textContent(), '0 words');
  await page.locator('#essay').pressSequentially('Don’t count');
  assert.equal(await page.locator('#count').textContent(), '2 words');
  await page.locator('#essay').fill('One');
  assert.equal(await page.locator('#count').textContent(), '1 word');
  await done();
});

test('sends the prompt that was chosen and marks an old score', async () => {
  const {page, done} = await open(browser, server.url);
  await page.locator('#essay').fill(essay);
  const [request] = await Promise.all([page.waitForRequest('**/v1/score'), score(page)]);
  assert.equal(request.postDataJSON().prompt, undefined);
  assert.equal(await page.locator('#stale').isVisible(), false);
  await page.locator('#prompt').selectOption({index: 1});
  assert.equal(await page.locator('#stale').isVisible(), true);
  const chosen = await page.locator('#prompt').inputValue();
  const [second] = await Promise.all([page.waitForRequest('**/v1/score'), page.locator('#score').click()]);
  assert.equal(second.postDataJSON().prompt, chosen);
  await page.locator('#stale').waitFor({state: 'hidden'});
  assert.ok((await page.locator('#by').textContent()).includes(chosen));
  await done();
});

test('opens a text file by button and by drop', async () => {
  const {page, done} = await open(browser, server.url);
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.locator('#open').click()]);
  await chooser.setFiles({name: 'essay.txt', mimeType: 'text/plain', buffer: Buffer.from(essay)});
  await page.waitForFunction(() => document.getElementById('essay').value.length > 100);
  assert.equal(await page.locator('#essay').inputValue(), essay);
  const drop = (name, bytes) => page.evaluate(([name, bytes]) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(bytes)], name));
    document.getElementById('essay').dispatchEvent(new DragEvent('drop', {dataTransfer: data, cancelable: true}));
  }, [name, bytes]);
  await drop('other.txt', [...Buffer.from('Dropped words.')]);
  await page.waitForFunction(() => document.getElementById('essay').value === 'Dropped words.');
  await drop('old.doc', [0xd0, 0xcf, 0x11, 0xe0]);
  await page.locator('#essay-error').waitFor();
  assert.match(await page.locator('#essay-error').textContent(), /old\.doc.*UTF-8/);
  assert.equal(await page.locator('#essay').inputValue(), 'Dropped words.');
  await done();
});

test('copies the receipt', async () => {
  const {page, context, done} = await open(browser, server.url);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.locator('#essay').fill(essay);
  await score(page);
  await page.locator('summary').click();
  await page.getByRole('button', {name: 'Copy receipt'}).click();
  await page.getByRole('button', {name: 'Copied'}).waitFor();
  const copied = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
  assert.match(copied.package_digest, /^[0-9a-f]{64}$/);
  await done();
});

test('shows that it is at work and takes no second press', async () => {
  const {page, done} = await open(browser, server.url);
  let requests = 0, release;
  const held = new Promise(resolve => { release = resolve; });
  await page.route('**/v1/score', async route => { ++requests; await held; await route.continue(); });
  await page.locator('#essay').fill(essay);
  await page.locator('#score').click();
  assert.equal(await page.locator('#score').textContent(), 'Scoring…');
  assert.equal(await page.locator('#score').getAttribute('aria-disabled'), 'true');
  await page.locator('#score').click({force: true});
  await page.keyboard.press('Control+Enter');
  release();
  await page.locator('#result').waitFor();
  assert.equal(requests, 1);
  assert.equal(await page.locator('#score').textContent(), 'Score');
  await done();
});

test('waits for models that are still loading', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  let refusals = 2;
  await page.route('**/v1/models', route => refusals-- > 0
      ? route.fulfill({status: 503, contentType: 'application/problem+json', body: '{}'}) : route.continue());
  await page.goto(server.url);
  await page.getByText('still loading').waitFor();
  await page.locator('#choices').waitFor();
  assert.equal(await page.getByText('still loading').isVisible(), false);
  await context.close();
});

test('a server that went away loses nothing', async () => {
  const other = await startServer();
  const {page, done} = await open(browser, other.url, {expectErrors: [/ERR_CONNECTION/]});
  await page.locator('#essay').fill(essay);
  await other.stop();
  await page.locator('#score').click();
  await page.getByText('The server does not answer').waitFor();
  assert.equal(await page.locator('#essay').inputValue(), essay);
  await done();
});

test('without JavaScript the form still scores', async () => {
  const {page, done} = await open(browser, server.url, {javaScriptEnabled: false});
  await page.locator('#essay').fill(essay);
  await Promise.all([page.waitForNavigation(), page.locator('#score').click()]);
  const answer = JSON.parse(await page.locator('body').innerText());
  assert.ok(answer.score >= 1 && answer.score <= 6);
  await done();
});

test('the page about refusals is readable', async () => {
  const {page, done} = await open(browser, server.url + 'problems#too_large', {ready: false});
  assert.ok(await page.locator('#too_large').isVisible());
  assert.deepEqual(await violations(page), []);
  await picture(page, 'problems');
  await done();
});
