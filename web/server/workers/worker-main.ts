import type { Socket } from 'node:net';
import { systemClock } from '../../../platform/clock/system-clock.ts';
import { QueryWorker } from './query-worker.ts';

// The entry of a worker process: it does what its parent says, and ends with it. Signals to the whole
// group (Ctrl-C, a service manager) are for the parent, which drains its workers.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
process.on('disconnect', () => process.exit(1));

const worker = new QueryWorker({
  // A parent that has gone is heard of by `disconnect`.
  send: (message) => void process.send?.(message, undefined, undefined, () => undefined),
  end: (code) => process.exit(code),
  clock: systemClock,
});
process.on('message', (value: unknown, socket: unknown) =>
  worker.take(value, socket as Socket | undefined),
);
