import type { Clock } from '../../../platform/clock/clock.ts';
import type { DataSourceTokens, KeptToken } from './data-source-tokens.ts';

/**
 * Ends former tokens whose successor is older than the overlap: where Grafana reads files or objects,
 * nobody here can see when it has taken up the new one.
 */
export async function endFormerTokens(
  tokens: Pick<DataSourceTokens, 'end'>,
  owner: string,
  kept: ReadonlyMap<string, KeptToken>,
  { clock, overlapMs }: { readonly clock: Clock; readonly overlapMs: number },
): Promise<void> {
  const overMs = clock.nowMs() - overlapMs;
  const over = [...kept.values()].filter(({ madeAtMs }) => madeAtMs <= overMs);
  await tokens.end(
    owner,
    over.flatMap(({ former }) => former.map(({ id }) => id)),
  );
}

/** Secrets by uid of the data source. */
export function secretsOf(kept: ReadonlyMap<string, KeptToken>): ReadonlyMap<string, string> {
  return new Map([...kept].map(([uid, { secret }]) => [uid, secret]));
}
