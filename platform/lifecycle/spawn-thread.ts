import { Worker } from 'node:worker_threads';

export interface ThreadOptions {
  /** Shows in stack traces and profiles, e.g. `state-writer`. */
  readonly name: string;
  /** What the entry finds in `workerData`; anything that can be cloned. */
  readonly workerData: unknown;
  /** A thread that keeps more ends, alone; left out: as much as the process may have. */
  readonly mostHeapMb?: number;
}

/**
 * Starts a worker thread whose entry lies beside the module that asks for it, from the build (`.js`)
 * as well as from source (`.ts`, through a loader).
 *
 * @example
 * spawnThread(import.meta.url, './sqlite-writer-thread', { name: 'state-writer', workerData });
 */
export function spawnThread(moduleUrl: string, entry: string, options: ThreadOptions): Worker {
  const { name, workerData, mostHeapMb } = options;
  const limits =
    mostHeapMb === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: mostHeapMb } };
  const shared = { name, workerData, execArgv: [], ...limits };
  if (!moduleUrl.endsWith('.ts')) {
    return new Worker(new URL(`${entry}.js`, moduleUrl), shared);
  }
  const source = new URL(`${entry}.ts`, moduleUrl).href;
  const loader = new URL('./source-thread.mjs', import.meta.url);
  return new Worker(loader, { ...shared, argv: [source] });
}
