import { parseArgs } from 'node:util';
import { composeService } from '../server/compose.ts';
import type { Command } from './command.ts';
import { readConfig } from './read-config.ts';

/**
 * `tocsin serve [--config FILE]`: runs until SIGTERM or SIGINT, then finishes what was begun.
 * A second signal ends it at once.
 */
export const command: Command = async (args) => {
  const { values } = parseArgs({ args: [...args], options: { config: { type: 'string' } } });
  const { config } = readConfig(values.config);
  const end = endOfService();
  const service = await composeService(config, () => end.now(70));
  await service.start();
  greet(service.url(), service.firstSignIn);
  const code = await end.code;
  process.once('SIGTERM', () => process.exit(1));
  process.once('SIGINT', () => process.exit(1));
  await service.stop();
  return code;
};

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
