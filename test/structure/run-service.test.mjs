import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { inRoot } from '../../scripts/lib/root.mjs';

const service = `
  let signals = [];
  setInterval(() => undefined, 1000);
  for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => {
    signals.push(name);
    setTimeout(() => { console.log(signals.join()); process.exit(7); }, 200);
  });
  console.log('ready');
`;

/** @param {NodeJS.Signals[]} signals @returns {Promise<{ code: number | null, printed: string }>} */
async function runWith(signals) {
  const script = `
    import { runInPlace } from ${JSON.stringify(inRoot('scripts/lib/run-service.mjs'))};
    runInPlace(process.execPath, ['-e', ${JSON.stringify(service)}]);
  `;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script]);
  let printed = '';
  parent.stdout.on('data', (text) => {
    if (printed === '') for (const signal of signals) parent.kill(signal);
    printed += text;
  });
  const [code] = await once(parent, 'close');
  return { code, printed };
}

it.each([
  ['SIGTERM', ['SIGTERM'], 'SIGTERM'],
  ['a closed terminal', ['SIGHUP'], 'SIGTERM'],
  ['Ctrl-C, also when npm repeats it', ['SIGINT', 'SIGINT'], 'SIGINT'],
])('the service hears %s once and its exit code is kept', async (_name, signals, heard) => {
  const { code, printed } = await runWith(/** @type {NodeJS.Signals[]} */ (signals));
  expect([code, printed]).toEqual([7, `ready\n${heard}\n`]);
});
