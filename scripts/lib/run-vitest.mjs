import { existsSync, readFileSync, rmSync } from 'node:fs';
import { inRoot } from './root.mjs';
import { runShown } from './run-command.mjs';
import { summaryFile } from './summary-reporter.mjs';

/** What suites hand on to each other (`vitest.config.ts`). */
const transformed = inRoot('.cache', 'vitest');

/**
 * Runs Vitest with its own output shown. A whole run begins with nothing that an earlier one transformed.
 * @param {readonly string[]} args file filters and Vitest's options
 * @param {NodeJS.ProcessEnv} [env] added to ours
 * @returns {Promise<{ code: number, summary: import('./summary-reporter.mjs').Summary | null }>}
 *   summary: null when Vitest ended before it could count
 */
export async function runVitest(args, env = {}) {
  rmSync(summaryFile, { force: true });
  if (args.length === 0) rmSync(transformed, { recursive: true, force: true });
  const code = await runShown(
    process.execPath,
    [
      inRoot('node_modules/vitest/vitest.mjs'),
      'run',
      '--reporter=default',
      `--reporter=${inRoot('scripts/lib/summary-reporter.mjs')}`,
      ...args,
    ],
    { env: { ...process.env, ...env } },
  );
  const summary = existsSync(summaryFile) ? JSON.parse(readFileSync(summaryFile, 'utf8')) : null;
  return { code, summary };
}
