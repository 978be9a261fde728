#!/usr/bin/env node
import { AppError, asError } from '../../platform/errors/app-error.ts';
import type { Command } from './command.ts';

/** Loaded on demand: `tocsin scope` must not pay for the server. */
const COMMANDS: Readonly<Record<string, () => Promise<{ readonly command: Command }>>> = {
  serve: () => import('./serve.ts'),
  'check-config': () => import('./check-config.ts'),
  migrate: () => import('./migrate.ts'),
  scope: () => import('./scope.ts'),
  rules: () => import('./rules.ts'),
  user: () => import('./user.ts'),
  help: () => import('./help.ts'),
  version: () => import('./version.ts'),
};

const FLAGS: Readonly<Record<string, string>> = {
  '--help': 'help',
  '-h': 'help',
  '--version': 'version',
  '-v': 'version',
};

async function main(args: readonly string[]): Promise<number> {
  const [first = 'help', ...rest] = args;
  const name = FLAGS[first] ?? first;
  const load = COMMANDS[name];
  if (!load) {
    process.stderr.write(`tocsin: there is no command ${name}; tocsin --help lists them\n`);
    return 2;
  }
  const wantsHelp = FLAGS[rest[0] ?? ''] === 'help';
  const { command } = await (wantsHelp ? import('./help.ts') : load());
  return command(wantsHelp ? [] : rest);
}

/** An error for the person at the terminal: what, and each finding on a line of its own. */
function report(thrown: unknown): number {
  const error = asError(thrown);
  process.stderr.write(`tocsin: ${error.message}\n`);
  if (isWrongOption(thrown)) {
    process.stderr.write('tocsin --help lists commands and options\n');
    return 2;
  }
  if (!(error instanceof AppError)) {
    process.stderr.write(`${error.stack}\n`);
    return 70;
  }
  for (const { path, message } of error.details)
    process.stderr.write(`  ${path || '/'}: ${message}\n`);
  return 1;
}

/** What `parseArgs` of Node says about options. */
function isWrongOption(thrown: unknown): boolean {
  return (
    thrown instanceof TypeError &&
    'code' in thrown &&
    String(thrown.code).startsWith('ERR_PARSE_ARGS_')
  );
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (thrown) => {
    process.exitCode = report(thrown);
  },
);
