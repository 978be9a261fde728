import { parseArgs } from 'node:util';
import { MAX_WORKERS } from '../../platform/config/platform-config.ts';
import { AppError } from '../../platform/errors/app-error.ts';
import { composeService } from '../server/compose.ts';
import type { Config } from '../server/config.ts';
import type { Command } from './command.ts';
import { readConfig } from './read-config.ts';

/**
 * `tocsin serve [--config FILE] [--workers N]`: runs until SIGTERM or SIGINT, then finishes what was begun.
 * A second signal ends it at once.
 */
export const command: Command = async (args) => {
  const { values } = parseArgs({
    args: [...args],
    options: { config: { type: 'string' }, workers: { type: 'string' } },
  });
  const config = withWorkers(readConfig(values.config).config, values.workers);
  const end = endOfService();
  const composed = composeService(config, () => end.now(70));
  const service = await Promise.race([composed, end.code]);
  // Asked to end before it began: nothing was begun that must be finished.
  if (typeof service === 'number') process.exit(service);
  await service.start();
  greet(service.url(), service.firstSignIn);
  const code = await end.code;
  process.once('SIGTERM', () => process.exit(1));
  process.once('SIGINT', () => process.exit(1));
  await service.stop();
  return code;
};

/** The option wins over file and environment. */
function withWorkers(config: Config, given: string | undefined): Config {
  if (given === undefined) return config;
  const workers = Number(given);
  const isCount = /^\d+$/.test(given) && workers <= MAX_WORKERS;
  if (isCount) return { ...config, server: { ...config.server, workers } };
  throw new AppError(
    'invalid',
    `--workers ${given}: expected a whole number from 0 to ${MAX_WORKERS}`,
  );
}

/** The exit code, once a signal or a fatal fault ends the service. */
function endOfService(): { readonly code: Promise<number>; now(code: number): void } {
  const { promise, resolve } = deferred<number>();
  process.once('SIGTERM', () => resolve(0));
  process.once('SIGINT', () => resolve(0));
  return { code: promise, now: resolve };
}

function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let settle: ((value: T) => void) | undefined;
  const promise = new Promise<T>((resolve) => {
    settle = resolve;
  });
  return { promise, resolve: (value) => settle?.(value) };
}

function greet(
  url: string,
  first: { readonly name: string; readonly password: string } | null,
): void {
  const signIn = first
    ? `First sign-in: ${first.name} / ${first.password}  (shown only now; to be changed there)\n`
    : '';
  process.stdout.write(`\ntocsin serves ${url}\n${signIn}API: ${url}/api/docs\n\n`);
}
