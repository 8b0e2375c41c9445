// A model that gives several scores, trained by redquill-train on made-up essays, as the page shows it.
import assert from 'node:assert/strict';
import {execFileSync, spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {essay, launch, open, picture, score, violations} from './browser.mjs';
import {endAll, startServer} from './server.mjs';

let folder, server, browser, skip = false;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'redquill-traits-'));
  mkdirSync(join(folder, 'models'));
  const plain = ['I like the park.', 'It is fun.', 'we go there alot.'];
  const rich = ['However, a park also teaches patience, because trees grow slowly.',
                'Consequently, the council should protect what earlier generations planted.'];
  let table = 'essay_id,full_text,cohesion,word choice\n';
  for (let i = 0; i < 120; ++i) {
    const points = 1 + i % 5;
    let text = '';
    for (let s = 0; s < 8 + points; ++s) text += (s % 6 < points ? rich[s % 2] : plain[s % 3]) + ' ';
    table += `e${i},"${text}Number ${i}.",${points},${6 - points}\n`;
  }
  writeFileSync(join(folder, 'essays.csv'), table);
  const train = process.env.REDQUILL_TRAIN_PROGRAM;
  if (spawnSync(train, ['lstm', '--help']).status !== 0) {
    skip = 'built without LibTorch';
    return;
  }
  execFileSync(train, ['lstm', '--data', join(folder, 'essays.csv'), '--traits', 'cohesion,word choice',
    '--width', '8', '--hidden', '8', '--epochs', '2', '--batch-tokens', '512', '--quiet',
    '--title', 'Two traits', '--out', join(folder, 'models', 'traits.rqm')]);
  server = await startServer({REDQUILL_MODELS_FOLDER: join(folder, 'models')});
  browser = await launch();
});
after(() => endAll({browser, server, folder}));

test('each trait has its score', async context => {
  if (skip) return context.skip(skip);
  const {page, done} = await open(browser, server.url);
  await page.locator('#essay').fill(essay);
  await score(page);
  const answer = await (await page.request.post(server.url + 'v1/score', {data: {essay}})).json();
  assert.equal(answer.output, 'cohesion');
  assert.match(await page.locator('#of').textContent(), /^for cohesion on a scale of 1 to 5$/);
  const rows = await page.locator('#traits tr').allInnerTexts();
  const {cohesion, 'word-choice': choice} = answer.traits;
  assert.equal(cohesion.score, answer.score);
  const cells = (label, one) => [label, String(one.score), one.calibrated.toFixed(2)].join('\t');
  assert.deepEqual(rows, [cells('Cohesion', cohesion), cells('Word choice', choice)]);
  assert.deepEqual(await violations(page), []);
  await picture(page, 'traits');
  await done();
});
