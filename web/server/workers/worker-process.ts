import { type ChildProcess, fork } from 'node:child_process';
import type { Socket } from 'node:net';
import type { ToWorker } from './messages.ts';

/** A worker process as its parent sees it. */
export interface WorkerProcess {
  readonly pid: number | undefined;
  /**
   * Messages arrive in order. A socket that was sent must not be touched any more; `onSent` hears
   * whether it went away. Nothing is sent to a process that has ended.
   */
  send(message: ToWorker, socket?: Socket, onSent?: (error: Error | null) => void): void;
  /** Ends it at once; `onExit` is called. */
  kill(): void;
}

export interface WorkerEvents {
  readonly onMessage: (value: unknown) => void;
  /** Once, also when it could not be started. */
  readonly onExit: (how: WorkerExit) => void;
}

export interface WorkerExit {
  readonly code: number | null;
  readonly signal: string | null;
}

export type StartWorker = (events: WorkerEvents) => WorkerProcess;

/**
 * V8 begins with 1 MiB for young objects and grows it by what survives, which in a worker is little: it
 * would collect for every few requests (measured: a quarter of its CPU time). 16 MiB is V8's own maximum.
 */
const YOUNG_SPACE = '--min-semi-space-size=16';

/** Starts `worker-main` beside this file; it logs to our output and hears nothing of our secrets. */
export function startWorkerProcess({ onMessage, onExit }: WorkerEvents): WorkerProcess {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const child: ChildProcess = fork(new URL(`./worker-main.${extension}`, import.meta.url), {
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: withoutOurs(process.env),
    execArgv: [...process.execArgv, YOUNG_SPACE],
  });
  let isOver = false;
  const over = (how: WorkerExit) => {
    if (isOver) return;
    isOver = true;
    onExit(how);
  };
  child.on('message', onMessage);
  child.once('exit', (code, signal) => over({ code, signal }));
  child.on('error', () => {
    if (child.pid === undefined) over({ code: null, signal: null });
  });
  return {
    pid: child.pid,
    send: (message, socket, onSent) => {
      if (child.connected) child.send(message, socket, {}, (error) => onSent?.(error));
      else onSent?.(new Error('the worker has ended'));
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

/** Keys and passwords of the configuration may be there. */
function withoutOurs(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => !name.startsWith('TOCSIN_'));
  return Object.fromEntries(kept);
}
