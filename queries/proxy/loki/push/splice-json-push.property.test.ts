import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { propertyRuns } from '../../../../test/support/property-runs.ts';
import type { EnforcedMatcher } from '../../../scope/enforced-matcher.ts';
import { enforceJsonPush } from './enforce-push.ts';
import { spliceJsonPush } from './splice-json-push.ts';

const TENANTS = ['acme', 'globex'] as const;
const scopeOf = (tenant: string): readonly EnforcedMatcher[] => [
  { name: 'ns', op: '=', value: tenant },
];

/** JSON texts as somebody writes them by hand: each is put in as it is, right or wrong. */
const NAMES = [
  ...['"ns"', '"n\\u0073"', '"\\u006es"', '"NS"', '"ns "', '"ns\\u0000"', '"app"', '""', 'ns'],
  ...['"tocsin_audit"', '"tocsin\\u005faudit"', '"__proto__"', '"constructor"', '"toJSON"', '"1"'],
  ...['"stream"', '"values"', '"streams"', '"商"', '"a\\/b"', "'ns'", '/**/"ns"', '\ufeff"ns"'],
];
const VALUES = [
  ...['"acme"', '"globex"', '"\\u0067lobex"', '""', '"true"', '"\\ud800"', '"\ud83d\ude42"'],
  ...['"a\\nb"', '"a\nb"', '"\\x41"', '1', '-0', '1e999', 'null', 'true', '[]', '["globex"]'],
  ...['{}', '{"ns":"globex"}', '"a","ns":"globex"', '"a"}', '"\\"', '"\\\\"', '"x" /* y */'],
];
const ENTRIES = [
  ...[
    '["1","a"]',
    '["1","a",{}]',
    '["1","a",{"ns":"globex"}]',
    '["1","a","b"]',
    '["01","\\u0000"]',
  ],
  ...['[1,"a"]', '["-1","a"]', '["12345678901234567890","a"]', '["1",null]', '[]', '{}', '"a"', ''],
  ...['["1","]}"]', '["1","\\"],[\\"2\\""]', '["1","a"]]', '["1","a"]}],"streams":[', '["1","a"],'],
];
const SPACES = ['', ' ', '\t', '\n', '\r\n', '\u00a0', '\f', '\ufeff', '//\n', ','];

/** Mostly the ordinary one, so that most texts get far. */
const among = (ordinary: string, all: readonly string[]) =>
  fc.oneof({ weight: 25, arbitrary: fc.constant(ordinary) }, fc.constantFrom(...all));
const space = fc.oneof({ weight: 90, arbitrary: fc.constant('') }, fc.constantFrom(...SPACES));
const deep = fc.integer({ min: 1, max: 3_000 }).map((depth) => `${'['.repeat(depth)}1`);
const listOf = (one: fc.Arbitrary<string>, maxLength: number) =>
  fc.array(one, { minLength: 1, maxLength }).map((all) => all.join(','));

const pair = fc
  .tuple(among('"app"', NAMES), space, space, among('"x"', VALUES))
  .map(([name, a, b, value]) => `${name}${a}:${b}${value}`);
const labels = fc.oneof(
  { weight: 30, arbitrary: listOf(pair, 4).map((pairs) => `{${pairs}}`) },
  fc.constantFrom(...VALUES),
  deep,
);
const entries = listOf(among('["1","a"]', ENTRIES), 3).map((all) => `[${all}]`);
const member = fc.oneof(
  fc.tuple(among('"stream"', NAMES), labels),
  fc.tuple(among('"values"', NAMES), entries),
);
const usualStream = fc
  .tuple(labels, space, entries, space)
  .map(([one, a, all, b]) => `{"stream":${one}${a},"values":${all}${b}}`);
const oddStream = listOf(
  member.map(([name, value]) => `${name}:${value}`),
  4,
).map((members) => `{${members}}`);
const streams = listOf(fc.oneof({ weight: 12, arbitrary: usualStream }, oddStream), 3);
const push = fc
  .tuple(space, among('"streams"', NAMES), streams, among('', ['null', '{}', ',"streams":[]', ']']))
  .map(([before, name, all, more]) => `{${before}${name}:[${all}]${more}}`);

/** With one byte set to another, which may end a character or a text. */
const bytes = fc
  .tuple(push, fc.option(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { freq: 4 }))
  .map(([text, change]) => {
    const body = Buffer.from(text);
    if (change !== null) body[change[0] % body.length] = change[1];
    return body;
  });

type Outcome = { readonly kind: 'ok'; readonly push: unknown };

function outcomeOf(work: () => string): Outcome | string {
  try {
    return { kind: 'ok', push: JSON.parse(work()) };
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : 'no error';
  }
}

/** As `scopedPushBody` decodes what the fast way passes over. */
const whole = (body: Buffer, matchers: readonly EnforcedMatcher[]) =>
  outcomeOf(() =>
    enforceJsonPush(new TextDecoder('utf-8', { fatal: true }).decode(body), matchers),
  );

describe('odd JSON', () => {
  it('that is spliced, or refused while splicing, comes out as after the whole reading', () => {
    const runs = propertyRuns(3_000, 300_000);
    let spliced = 0;
    fc.assert(
      fc.property(bytes, fc.constantFrom(...TENANTS), (body, tenant) => {
        const matchers = scopeOf(tenant);
        let isPassedOver = false;
        const quick = outcomeOf(() => {
          const text = spliceJsonPush(body, matchers)?.toString('utf8');
          isPassedOver = text === undefined;
          return text ?? 'null';
        });
        if (isPassedOver) return;
        expect(quick).toEqual(whole(body, matchers));
        if (typeof quick !== 'string') spliced += 1;
      }),
      runs,
    );
    // Otherwise the texts are too odd to say anything.
    expect(spliced).toBeGreaterThanOrEqual(Math.floor(runs.numRuns / 30));
  });
});
