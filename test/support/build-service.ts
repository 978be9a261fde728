import { spawnSync } from 'node:child_process';
import { inRepository } from './repository.ts';

/** What is built: the server's part alone, or the interface as well. */
type Built = 'server' | 'all';

/** Names what this run has built already; handed on to the processes of its test files. */
const MARK = 'BUILT_FOR_TESTS';

/**
 * Builds what changed, once in a run: files that run beside each other must not build while another
 * one starts the service. @throws Error with the output of a build that went wrong
 */
export function buildService(what: Built): void {
  const done = process.env[MARK];
  if (done === 'all' || done === what) return;
  const args = what === 'server' ? ['--server'] : [];
  const built = spawnSync(process.execPath, [inRepository('scripts/build.mjs'), ...args], {
    encoding: 'utf8',
    // A test's own environment would make it a development build.
    env: { ...process.env, NODE_ENV: 'production' },
  });
  if (built.status !== 0) throw new Error(`the build: ${built.stdout}${built.stderr}`);
  process.env[MARK] = what;
}
