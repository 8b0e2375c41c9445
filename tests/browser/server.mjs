// Starts the built `redquill serve` with the shipped models on a free port.
import {spawn} from 'node:child_process';
import {rmSync} from 'node:fs';

export async function startServer(environment = {}) {
  const {REDQUILL_PROGRAM: program, REDQUILL_MODELS_FOLDER: models} = {...process.env, ...environment};
  if (!program || !models) throw new Error('set REDQUILL_PROGRAM and REDQUILL_MODELS_FOLDER');
  const child = spawn(program, ['serve', '--port', '0', '--models', models], {
    stdio: ['ignore', 'pipe', 'pipe'], env: {...process.env, ...environment},
  });
  let log = '';
  child.stderr.on('data', data => { log += data; });
  const url = await new Promise((resolve, reject) => {
    let out = '';
    child.stdout.on('data', data => {
      out += data;
      const found = /(http:\S+) is ready/.exec(out);
      if (found) resolve(found[1]);
    });
    child.on('exit', status => reject(new Error(`redquill ended with ${status}: ${log}`)));
  });
  const ended = new Promise(resolve => child.on('exit', resolve));
  return {url, stop: () => { child.kill('SIGTERM'); return ended; }};
}

/// Ends what a test file began, as far as it came, and removes its folder.
export async function endAll({browser, server, folder}) {
  await browser?.close();
  await server?.stop();
  if (folder) rmSync(folder, {recursive: true, force: true});
}
