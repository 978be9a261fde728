import type { LogSpecKind } from '../../api/queries.ts';

const KINDS = ['flows', 'outputs', 'tailers'] as const satisfies readonly LogSpecKind[];

/** What an address says of the kind. */
export function logSpecKind(text: string | undefined): LogSpecKind {
  return KINDS.find((one) => one === text) ?? 'flows';
}
