import { parseArgs } from 'node:util';

/**
 * What scripts are run on.
 * - `service`: the whole service over HTTP, a store for each tenant and nothing added to what is stored
 * - `labels`: the same, with a label that is set on all that is pushed and enforced on all that is asked
 * - `thread`: the embedded stores behind their thread, without the service in front
 * - `engine`: the engines in this process, over series and lines in memory
 */
const CONFORMANCE_MODES = ['service', 'labels', 'thread', 'engine'] as const;
export type ConformanceMode = (typeof CONFORMANCE_MODES)[number];

export interface ConformanceOptions {
  /** Folders (or single scripts); null where none is named. */
  readonly promql: string | null;
  readonly promqlCompat: string | null;
  readonly logql: string | null;
  /** File that gets all results. */
  readonly json: string | null;
  readonly through: ConformanceMode;
}

/** @throws Error for what is no option */
export function readOptions(args: readonly string[]): ConformanceOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      promql: { type: 'string' },
      'promql-compat': { type: 'string' },
      logql: { type: 'string' },
      json: { type: 'string' },
      through: { type: 'string', default: 'service' },
    },
  });
  const through = CONFORMANCE_MODES.find((mode) => mode === values.through);
  if (through === undefined) {
    throw new Error(`--through ${values.through}: expected one of ${CONFORMANCE_MODES.join(', ')}`);
  }
  return {
    promql: values.promql ?? null,
    promqlCompat: values['promql-compat'] ?? null,
    logql: values.logql ?? null,
    json: values.json ?? null,
    through,
  };
}
