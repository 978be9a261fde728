import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root } from './root.mjs';

/** What is sent on; a closed terminal is a reason to drain like any other. */
const forwarded = /** @type {const} */ ({
  SIGTERM: 'SIGTERM',
  SIGINT: 'SIGINT',
  SIGHUP: 'SIGTERM',
});

/** One Ctrl-C reaches us twice, from the terminal and from npm; a person is slower than this. */
const sameSignalMs = 300;

/**
 * Runs a program in the foreground as if it had replaced this process: signals go on to it (it
 * drains), and its end is our end, with its exit code or 128 + the signal's number. It has a
 * process group of its own, because for the service a second signal means "do not drain".
 * @param {string} command @param {readonly string[]} args
 */
export function runInPlace(command, args) {
  const child = spawn(command, [...args], { cwd: root, stdio: 'inherit', detached: true });
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const [signal, meant] of Object.entries(forwarded)) {
    process.on(signal, () => {
      const isNew = performance.now() - lastMs > sameSignalMs;
      lastMs = performance.now();
      if (isNew) child.kill(meant);
    });
  }
  drainWithNpm(child);
  child.on('error', (error) => {
    console.error(`${command} did not start: ${error.message}`);
    process.exit(127);
  });
  child.on('exit', (code, signal) => {
    process.exit(signal === null ? (code ?? 1) : 128 + constants.signals[signal]);
  });
}

/**
 * npm passes SIGTERM to the shell between it and us, which dies of it without a word to us: seen
 * as a new parent. Started without npm a new parent means nothing (nohup).
 * @param {import('node:child_process').ChildProcess} child
 */
function drainWithNpm(child) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, 250);
}
