import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import {
  EXTRA_FIELDS,
  type ExchangeDialect,
  type ExchangeDocument,
  type ExchangeGroup,
  type ExchangeRule,
  type ExtraKind,
  type ExtraValue,
} from './exchange-group.ts';
import { readRules } from './read-rules.ts';
import { writeRules } from './write-rules.ts';

const rule: ExchangeRule = {
  kind: 'alert',
  name: 'yes',
  expr: 'up{a="\\"b"}\n  > 1 # c',
  for: '5m',
  keepFiringFor: null,
  labels: new Map([['on', 'off']]),
  annotations: new Map([['text', 'a: b\n{{ $value }}']]),
  line: 0,
};
const group: ExchangeGroup = {
  name: 'acme',
  language: 'promql',
  interval: null,
  queryOffset: '1m',
  limit: 3,
  labels: new Map([['team', 'a']]),
  extra: new Map(),
  rules: [rule],
  line: 0,
};
const place = { name: 'r', namespace: 'acme-prod', labels: new Map(), annotations: new Map() };

const OPERATED = ['AlertingRule', 'RecordingRule'] as const;

describe('writing rules', () => {
  it('has one form', () => {
    const document = { dialect: 'PrometheusRule', place, tenantId: null, groups: [group] } as const;
    expect(writeRules([document])).toBe(
      [
        'apiVersion: monitoring.coreos.com/v1',
        'kind: PrometheusRule',
        'metadata:',
        '  name: "r"',
        '  namespace: "acme-prod"',
        'spec:',
        '  groups:',
        '    - name: "acme"',
        '      query_offset: "1m"',
        '      limit: 3',
        '      labels:',
        '        "team": "a"',
        '      rules:',
        '        - alert: "yes"',
        '          expr: "up{a=\\"\\\\\\"b\\"}\\n  > 1 # c"',
        '          for: "5m"',
        '          labels:',
        '            "on": "off"',
        '          annotations:',
        '            "text": "a: b\\n{{ $value }}"',
        '',
      ].join('\n'),
    );
  });

  it.each(['1.1', '1.2'] as const)('reads the same by YAML %s', (version) => {
    const text = writeRules([
      { dialect: 'prometheus', place: null, tenantId: null, groups: [group] },
    ]);
    const [document] = parseAllDocuments(text, { version });
    expect(document?.errors).toEqual([]);
    expect(document?.getIn(['groups', 0, 'rules', 0, 'labels'])).toMatchObject({
      items: [{ key: { value: 'on' }, value: { value: 'off' } }],
    });
  });

  it.each([
    ['of metrics and objects', 'promql', ['prometheus', 'mimir', 'PrometheusRule', ...OPERATED]],
    ['of logs', 'logql', ['loki', ...OPERATED]],
  ] as const)('is read back as what was written: %s', (_name, language, dialects) => {
    fc.assert(
      fc.property(fc.array(anyDocument(dialects), { minLength: 1, maxLength: 3 }), (documents) => {
        const read = readRules(writeRules(documents), language);
        if (read.kind === 'refused') throw new Error(read.finding.message.en);
        expect(read.refusals).toEqual([]);
        expect(read.notes).toEqual([]);
        expect(read.documents.map(withoutLines)).toEqual(documents);
        expect(writeRules(read.documents)).toBe(writeRules(documents));
      }),
      { numRuns: process.env.TOCSIN_PROOF === '1' ? 5_000 : 100 },
    );
  });
});

function withoutLines(document: ExchangeDocument): ExchangeDocument {
  const groups = document.groups.map((one) => ({
    ...one,
    line: 0,
    rules: one.rules.map((inner) => ({ ...inner, line: 0 })),
  }));
  return { ...document, groups };
}

const traps = fc.constantFrom(
  'yes',
  'on',
  '1:30',
  '010',
  '<<',
  '=',
  '~',
  '',
  ' ',
  '---',
  '#',
  '告警',
);
const text = fc.oneof(
  traps,
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ maxLength: 12 }),
);
const name = text.filter((one) => one.trim() !== '');
const texts = fc
  .array(fc.tuple(fc.oneof(text, fc.constant('__proto__')), text), { maxLength: 3 })
  .map((pairs) => new Map(pairs));
const duration = fc.constantFrom('0s', '5m', '1h30m', '1d', '0');
const maybe = (one: fc.Arbitrary<string>) => fc.option(one, { nil: null });

const anAlert = fc.record({
  kind: fc.constant('alert' as const),
  name,
  expr: name,
  for: maybe(duration),
  keepFiringFor: maybe(duration),
  labels: texts,
  annotations: texts,
  line: fc.constant(0),
});
const aRecord = fc.record({
  kind: fc.constant('record' as const),
  name,
  expr: name,
  for: fc.constant(null),
  keepFiringFor: fc.constant(null),
  labels: texts,
  annotations: fc.constant(new Map<string, string>()),
  line: fc.constant(0),
});

const VALUES: Readonly<Record<ExtraKind, fc.Arbitrary<ExtraValue>>> = {
  text: fc.constantFrom('warn', 'abort'),
  duration,
  flag: fc.boolean(),
  texts: fc.array(text, { maxLength: 3 }),
};

function groupsOf(dialect: ExchangeDialect): fc.Arbitrary<readonly ExchangeGroup[]> {
  const rules = { AlertingRule: anAlert, RecordingRule: aRecord }[String(dialect)];
  const known = [...(EXTRA_FIELDS.get(dialect === 'loki' ? 'mimir' : dialect) ?? [])];
  const fields = known.map(([field, holds]) =>
    fc.tuple(fc.constant(field), fc.option(VALUES[holds], { nil: undefined })),
  );
  const extra = fc
    .tuple(...fields)
    .map(
      (pairs) =>
        new Map(
          pairs.flatMap(([field, value]) => (value === undefined ? [] : [[field, value] as const])),
        ),
    );
  const isLogs = dialect === 'loki' || dialect === 'AlertingRule' || dialect === 'RecordingRule';
  const one: fc.Arbitrary<ExchangeGroup> = fc.record({
    name,
    language: fc.constant(isLogs ? ('logql' as const) : ('promql' as const)),
    interval: maybe(duration),
    queryOffset: maybe(duration),
    limit: fc.option(fc.nat(), { nil: null }),
    labels: texts,
    extra,
    rules: fc.array(rules ?? fc.oneof(anAlert, aRecord), { maxLength: 3 }),
    line: fc.constant(0),
  });
  return fc.uniqueArray(one, { minLength: 1, maxLength: 3, selector: (made) => made.name });
}

const aPlace = fc.record({ name: text, namespace: text, labels: texts, annotations: texts });
const aRulerPlace = text.map((namespace) => ({ ...place, name: '', namespace }));

/** Files with namespaces or without, and objects; the language of a text is one. */
function anyDocument(dialects: readonly ExchangeDialect[]): fc.Arbitrary<ExchangeDocument> {
  return fc.constantFrom(...dialects).chain((dialect) =>
    fc.record({
      dialect: fc.constant(dialect),
      place: placeIn(dialect),
      tenantId: OPERATED.some((one) => one === dialect) ? maybe(text) : fc.constant(null),
      groups: groupsOf(dialect),
    }),
  );
}

function placeIn(dialect: ExchangeDialect): fc.Arbitrary<ExchangeDocument['place']> {
  if (dialect === 'prometheus') return fc.constant(null);
  if (dialect === 'mimir') return aRulerPlace;
  return dialect === 'loki' ? fc.option(aRulerPlace, { nil: null }) : aPlace;
}
