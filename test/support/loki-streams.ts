import type { StoredStream } from './scripted-loki-store.ts';

/** An instant that lies inside every stream of `twoTenantStreams`, Unix seconds. */
export const STREAMS_AT_S = 1_700_000_000;

const NS = BigInt(STREAMS_AT_S) * 1_000_000_000n;

/**
 * Streams of acme (two), of globex, and of nobody. What must not be seen says so itself: labels and
 * lines hold `of-acme-1`, `of-globex`, `of-nobody`.
 */
export function twoTenantStreams(): readonly StoredStream[] {
  const stream = (labels: Record<string, string>, secret: string): StoredStream => ({
    labels: { app: 'shop', env: 'prod', ...labels, secret },
    entries: [
      { ns: NS, line: `error ${secret}` },
      { ns: NS + 1n, line: `info ${secret} t=${labels.ns ?? ''}` },
    ],
  });
  return [
    stream({ ns: 'acme' }, 'of-acme-1'),
    stream({ ns: 'acme', pod: 'p2' }, 'of-acme-2'),
    stream({ ns: 'globex', only_globex: 'x' }, 'of-globex'),
    stream({}, 'of-nobody'),
  ];
}

/** Whose data a text holds: `['acme', 'globex']`. */
export function ownersIn(text: string): readonly string[] {
  const owners = [...text.matchAll(/of-(acme|globex|nobody)|only_(globex)/g)];
  return [...new Set(owners.map(([, owner, label]) => owner ?? label ?? ''))].sort();
}
