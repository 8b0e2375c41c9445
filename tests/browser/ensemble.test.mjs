// An ensemble of the shipped models, which lie beside it, as the server loads it and the page shows it.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {copyFileSync, mkdirSync, mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {essay, launch, open, picture, score, violations} from './browser.mjs';
import {endAll, startServer} from './server.mjs';

let folder, server, browser;

/// Made-up scores of a cross-validation; each model errs in its own way.
function scores(name, error, stride) {
  let table = 'essay_id,prompt,human,raw,calibrated,score\n';
  for (let i = 0; i < 60; ++i) {
    const human = 1 + i % 6, raw = human + error * ((i * stride) % 11 - 5);
    table += `e${i},,${human},${raw},${raw},${human}\n`;
  }
  writeFileSync(join(folder, name), table);
  return join(folder, name);
}

before(async () => {
  const models = process.env.REDQUILL_MODELS_FOLDER;
  folder = mkdtempSync(join(tmpdir(), 'redquill-ensemble-'));
  mkdirSync(join(folder, 'models'));
  const features = scores('features.csv', 0.1, 7919), lstm = scores('lstm.csv', 0.15, 3);
  execFileSync(process.env.REDQUILL_TRAIN_PROGRAM, ['ensemble',
    '--member', join(models, 'features.rqm'), '--member', join(models, 'lstm.rqm'),
    '--scores', features, '--scores', lstm, '--unseen-scores', features, '--unseen-scores', lstm,
    '--title', 'Both together', '--beside', '--out', join(folder, 'models', 'both.rqm')]);
  for (const name of ['features.rqm', 'lstm.rqm']) copyFileSync(join(models, name), join(folder, 'models', name));
  server = await startServer({REDQUILL_MODELS_FOLDER: join(folder, 'models')});
  browser = await launch();
});
after(() => endAll({browser, server, folder}));

test('an ensemble tells what each of its models added', async () => {
  const {page, done} = await open(browser, server.url);
  await page.getByLabel('Model').selectOption('both');
  await page.locator('#essay').fill(essay);
  await score(page);
  assert.match(await page.locator('#by').textContent(), /Both together/);
  const told = await page.locator('#members').textContent();
  const found = /features ([+−])(\d+\.\d\d), lstm ([+−])(\d+\.\d\d)\./.exec(told);
  assert.ok(found, told);
  const answer = await (await page.request.post(server.url + 'v1/score', {data: {essay, model: 'both', explain: true}})).json();
  const [features, lstm] = answer.members;
  assert.equal(found[2], Math.abs(features.effect).toFixed(2));
  assert.equal(found[4], Math.abs(lstm.effect).toFixed(2));
  assert.ok(features.weight > 0 && lstm.weight > 0);
  assert.ok(await page.locator('#influences li').count() >= 3);
  assert.deepEqual(await violations(page), []);
  await picture(page, 'ensemble');
  await done();
});
