import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync } from 'node:fs';
import { inRepository } from './repository.ts';
import { waitUntil } from './wait-until.ts';

export interface ServerProcessOptions {
  /** Names the log `.cache/test-logs/<name>-<pid>.log`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** Added to our environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Instead of our environment. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly uid?: number;
  readonly gid?: number;
  /** Asked every 25 ms until it answers true; what it throws counts as "not yet". */
  readonly ready: () => Promise<boolean>;
  readonly readyTimeoutMs?: number;
}

/** A server in its own process. */
export interface ServerProcess {
  readonly pid: number;
  /** Everything it printed so far. */
  log(): string;
  /** Sends a signal (SIGTERM) and waits for the end; kills it after 15 s. Again: does nothing. */
  stop(signal?: NodeJS.Signals): Promise<ServerExit>;
  readonly exited: Promise<ServerExit>;
}

export interface ServerExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const killAfterMs = 15_000;

const running = new Set<ChildProcess>();

/**
 * The kernel ends a server whose parent was killed, which no handler of ours can see. Where there
 * is no setpriv (util-linux) only an orderly end is covered.
 */
function diesWithUs(command: string, args: readonly string[]): [string, string[]] {
  const setpriv = ['/usr/bin/setpriv', '/bin/setpriv'].find((path) => existsSync(path));
  if (setpriv === undefined) return [command, [...args]];
  return [setpriv, ['--pdeathsig', 'KILL', command, ...args]];
}

/** A test process that ends early must not leave servers behind. */
function endWithUs(child: ChildProcess): void {
  if (running.size === 0 && process.listeners('exit').every((one) => one !== killAll)) {
    process.on('exit', killAll);
  }
  running.add(child);
  child.once('exit', () => running.delete(child));
}

function killAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** Starts a server and waits until it is ready. @throws Error with the end of its log if not */
export async function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess> {
  const { command, args, cwd, uid, gid } = options;
  const child = spawn(...diesWithUs(command, args), {
    env: { ...(options.environment ?? process.env), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
  });
  endWithUs(child);
  const log = keepLog(options.name, child);
  const exited = new Promise<ServerExit>((resolve) => {
    child.once('error', () => resolve({ code: 127, signal: null }));
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const server = { pid: child.pid ?? 0, log, exited, stop: stopper(child, exited) };
  await untilReady(options, server);
  return server;
}

async function untilReady(options: ServerProcessOptions, server: ServerProcess): Promise<void> {
  const { name, ready, readyTimeoutMs = 30_000 } = options;
  let end: ServerExit | undefined;
  void server.exited.then((exit) => {
    end = exit;
  });
  const probe = async () => end !== undefined || (await ready());
  try {
    await waitUntil(probe, { what: `${name} to be ready`, timeoutMs: readyTimeoutMs });
    if (end !== undefined) throw new Error(`${name} ended (${JSON.stringify(end)}) at its start`);
  } catch (error) {
    await server.stop('SIGKILL');
    throw new Error(`${(error as Error).message}\n${tail(server.log())}`, { cause: error });
  }
}

function keepLog(name: string, child: ChildProcess): () => string {
  const folder = inRepository('.cache/test-logs');
  mkdirSync(folder, { recursive: true });
  const file = createWriteStream(`${folder}/${name}-${child.pid}.log`);
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      lines.push(text);
      file.write(text);
    });
  }
  child.once('close', () => file.end());
  return () => lines.join('');
}

const tail = (log: string): string => log.trimEnd().split('\n').slice(-20).join('\n');

function stopper(
  child: ChildProcess,
  exited: Promise<ServerExit>,
): (signal?: NodeJS.Signals) => Promise<ServerExit> {
  return async (signal = 'SIGTERM') => {
    child.kill(signal);
    const kill = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    const exit = await exited;
    clearTimeout(kill);
    return exit;
  };
}

/** True when a GET answers 2xx within a second. */
export async function answers(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(1_000) });
  await response.arrayBuffer();
  return response.ok;
}
