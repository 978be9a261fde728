import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AppError } from '../../../platform/errors/app-error.ts';
import { propertyRuns } from '../../../test/support/property-runs.ts';
import {
  bytesField,
  encodeV2,
  type WireSeries,
} from '../../../test/support/remote-write-v2-body.ts';
import { type DecodedSeries, decodeV2 } from '../../../test/support/remote-write-v2-decoder.ts';
import type { WriteScope } from '../write-scope.ts';
import { enforceWriteV2 } from './enforce-write-v2.ts';

const NAMESPACES = ['acme-a', 'acme-b'];
const CLUSTER = { name: 'cluster', op: '=', value: 'eu' } as const;
const MATCHERS = [CLUSTER, { name: 'namespace', op: '=~', values: NAMESPACES } as const];
const one: WriteScope['matchers'] = [CLUSTER, { name: 'namespace', op: '=', value: 'acme-a' }];
const scopes: readonly WriteScope[] = [
  { matchers: one, labels: { kind: 'any-of', groups: [one] } },
  { matchers: MATCHERS, labels: { kind: 'any-of', groups: [MATCHERS] } },
];

const text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('namespace', 'cluster', '__name__', 'up', 'zone', 'eu') },
  { weight: 3, arbitrary: fc.constantFrom('acme-a', 'acme-b', 'globex', '', 'us', 'Namespace') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
);
const ref = fc.oneof(
  { weight: 30, arbitrary: fc.nat({ max: 11 }) },
  { weight: 1, arbitrary: fc.constantFrom(-1, 12, 500, 2 ** 32, 2 ** 40) },
);
const exemplar = fc.record({
  labelsRefs: fc.array(fc.nat({ max: 11 }), { maxLength: 4 }),
  value: fc.double(),
  atMs: fc.maxSafeInteger(),
});
const series = fc.record(
  {
    labelsRefs: fc.oneof(
      { weight: 1, arbitrary: fc.array(ref, { maxLength: 8 }) },
      { weight: 4, arbitrary: fc.uniqueArray(ref, { minLength: 2, maxLength: 6 }) },
    ),
    samples: fc.array(fc.tuple(fc.double(), fc.maxSafeInteger()), { maxLength: 2 }),
    exemplars: fc.array(exemplar, { maxLength: 1 }),
    metadata: fc.record({ type: fc.nat({ max: 9 }), helpRef: ref, unitRef: ref }),
    createdMs: fc.maxSafeInteger(),
    more: fc.constantFrom(Buffer.alloc(0), bytesField(31, Buffer.from('globex'))),
  },
  { requiredKeys: ['labelsRefs'] },
);
const wire = fc
  .tuple(
    fc.array(text, { minLength: 8, maxLength: 11 }),
    fc.array(series, { minLength: 1, maxLength: 3 }),
    fc.boolean(),
  )
  .map(([texts, all, isSorted]) => {
    const symbols = ['', ...texts];
    return { symbols, series: isSorted ? all.map((one_) => sorted(one_, symbols)) : all };
  });

/** With its labels in the order of their names, as most senders have them. */
function sorted(given: WireSeries, symbols: readonly string[]): WireSeries {
  const pairs = Array.from({ length: Math.floor(given.labelsRefs.length / 2) }, (_, at) =>
    given.labelsRefs.slice(2 * at, 2 * at + 2),
  );
  const name = ([first = 0]: readonly number[]) => Buffer.from(symbols[first] ?? '');
  return { ...given, labelsRefs: pairs.sort((a, b) => Buffer.compare(name(a), name(b))).flat() };
}

/** What of the labels of a series the scope does not decide. */
function rest(labels: Readonly<Record<string, string>>) {
  const { cluster: _, namespace: __, ...others } = labels;
  return others;
}

/** The labels that the references mean; undefined where they mean none. */
function meant({ labelsRefs }: WireSeries, symbols: readonly string[]) {
  const texts = labelsRefs.map((at) => symbols[at] ?? '');
  const pairs = texts.flatMap((name, at): [string, string][] =>
    at % 2 === 0 ? [[name, texts[at + 1] ?? '']] : [],
  );
  return Object.fromEntries(pairs.filter(([, value]) => value !== ''));
}

const RUNS = propertyRuns(3_000, 50_000);

it('lets no foreign label, no unknown field and no text beside labels out, whatever comes', () => {
  let accepted = 0;
  fc.assert(
    fc.property(wire, fc.constantFrom(...scopes), (request, scope) => {
      let out: Buffer;
      try {
        out = enforceWriteV2(encodeV2(request), scope);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(AppError);
        return;
      }
      accepted++;
      const decoded = decodeV2(out);
      expect(decoded.series).toHaveLength(request.series.length);
      const used = new Set(['', ...decoded.series.flatMap(textsOf)]);
      expect(new Set(decoded.symbols)).toEqual(used);
      decoded.series.forEach((written, at) => {
        const given = request.series[at] ?? { labelsRefs: [] };
        const labels = meant(given, request.symbols);
        const allowed = scope.matchers === one ? ['acme-a'] : NAMESPACES;
        expect(written.labels.cluster).toBe('eu');
        expect(allowed).toContain(written.labels.namespace);
        expect(rest(written.labels)).toEqual(rest(labels));
        if ('namespace' in labels) expect(written.labels.namespace).toBe(labels.namespace);
        expect(written.samples.map(({ value, atMs }) => [value, atMs])).toEqual(
          given.samples ?? [],
        );
        expect(written.metadata).toEqual(
          given.metadata ? { type: given.metadata.type, help: '', unit: '' } : null,
        );
      });
    }),
    RUNS,
  );
  expect(accepted).toBeGreaterThan(RUNS.numRuns / 50);
});

function textsOf({ labels, exemplars }: DecodedSeries): readonly string[] {
  return [labels, ...exemplars.map((one_) => one_.labels)].flatMap((all) =>
    Object.entries(all).flat(),
  );
}
