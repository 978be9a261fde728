import { describe, expect, it } from 'vitest';
import type { EnforcedMatcher } from '../../../scope/enforced-matcher.ts';
import { enforceJsonPush } from './enforce-push.ts';
import { spliceJsonPush } from './splice-json-push.ts';

const ACME: readonly EnforcedMatcher[] = [{ name: 'ns', op: '=', value: 'acme' }];
const BOTH: readonly EnforcedMatcher[] = [{ name: 'ns', op: '=~', values: ['acme', 'globex'] }];

const spliced = (text: string, matchers = ACME) =>
  spliceJsonPush(Buffer.from(text), matchers)?.toString('utf8') ?? null;
/** One stream of labels as written, and entries as written. */
const push = (labels: string, entries: string) =>
  `{"streams":[{"stream":${labels},"values":[${entries}]}]}`;
const LINE = '["1700000000000000000","a"]';

/** What is passed over and what is refused must be what the whole reading says. */
function outcomeOf(work: () => string | null): string | null {
  try {
    const text = work();
    return text === null ? null : JSON.stringify(JSON.parse(text));
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : 'no error';
  }
}

describe('what agents send keeps its lines and gets its labels', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['a stream without the label', push('{"app":"shop"}', LINE)],
    ['one with it', push('{"app":"shop","ns":"acme"}', LINE)],
    ['an empty one', push('{"app":"shop","ns":""}', LINE)],
    ['escapes', push('{"app":"a\\"b\\u00e9"}', '["1","\\u4e2d \\"x\\" \\\\ \\n \\/"]')],
    ['lone surrogates in a line', push('{"app":"x"}', '["1","\\ud800"]')],
    ['other scripts', push('{"app":"商店"}', '["1","订单 é 🙂"]')],
    ['several lines', push('{"app":"x"}', `${LINE},["2",""],["3","[\\"4\\",\\"b\\"]"]`)],
    [
      'white space',
      ' {\n"streams" : [ { "stream" : { "a" : "b" } , "values" : [ [ "1" , "x" ] ] } ]\t}\r\n ',
    ],
    [
      'several streams',
      `{"streams":[{"stream":{"a":"1"},"values":[${LINE}]},{"stream":{"a":"2"},"values":[${LINE}]}]}`,
    ],
    ['a label twice: the last one counts', push('{"a":"1","a":"2","ns":"acme","ns":""}', LINE)],
    ['__proto__ as a value', push('{"a":"__proto__"}', LINE)],
    ['2,000 escapes', push('{"a":"b"}', `["1","${'\\n'.repeat(2_000)}"]`)],
  ];
  it.each(cases)('%s', (_, text) => {
    const whole = outcomeOf(() => enforceJsonPush(text, ACME));
    expect(outcomeOf(() => spliced(text))).toBe(whole);
    expect(whole).toMatch(/^\{"streams"/);
  });
});

describe('what lies outside the scope is refused as a whole, with the same words', () => {
  const cases: readonly (readonly [string, string, readonly EnforcedMatcher[]])[] = [
    ['another tenant', push('{"app":"x","ns":"globex"}', LINE), ACME],
    ['the second label of two', push('{"ns":"acme","ns":"globex"}', LINE), ACME],
    ['an escaped name', push('{"app":"x","n\\u0073":"globex"}', LINE), ACME],
    ['no choice made', push('{"app":"x"}', LINE), BOTH],
    ['a name that is none', push('{"a-b":"x"}', LINE), ACME],
    ['a reserved name', push('{"__proto__":"x"}', LINE), ACME],
    [
      'only the second stream',
      `{"streams":[{"stream":{"a":"1"},"values":[${LINE}]},{"stream":{"ns":"globex"},"values":[${LINE}]}]}`,
      ACME,
    ],
  ];
  it.each(cases)('%s', (_, text, matchers) => {
    const whole = outcomeOf(() => enforceJsonPush(text, matchers));
    expect(outcomeOf(() => spliced(text, matchers))).toBe(whole);
    expect(whole).not.toMatch(/^\{/);
  });
});

describe('what is written in any other way is left to the whole reading', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['nothing', ''],
    ['no streams', '{"streams":[]}'],
    ['a stream without labels', push('{}', LINE)],
    ['a stream without lines', push('{"a":"b"}', '')],
    ['structured metadata', push('{"a":"b"}', '["1","x",{"k":"v"}]')],
    ['members in another order', `{"streams":[{"values":[${LINE}],"stream":{"a":"b"}}]}`],
    [
      'labels twice',
      `{"streams":[{"stream":{"a":"b"},"stream":{"ns":"globex"},"values":[${LINE}]}]}`,
    ],
    [
      'labels behind the lines once more',
      `{"streams":[{"stream":{"a":"b"},"values":[${LINE}],"stream":{"ns":"globex"}}]}`,
    ],
    [
      'labels twice, the first ones outside the scope',
      `{"streams":[{"stream":{"ns":"globex"},"stream":{"ns":"acme"},"values":[${LINE}]}]}`,
    ],
    ['labels outside the scope before what is no JSON', push('{"ns":"globex"}', `${LINE},x`)],
    ['streams twice', `{"streams":[{"stream":{"a":"b"},"values":[${LINE}]}],"streams":[]}`],
    ['an unknown member', `{"x":1,"streams":[{"stream":{"a":"b"},"values":[${LINE}]}]}`],
    ['a nested label', push('{"a":{"b":"c"}}', LINE)],
    ['a number as the instant', push('{"a":"b"}', '[1,"x"]')],
    ['a negative instant', push('{"a":"b"}', '["-1","x"]')],
    ['an instant of 20 digits', push('{"a":"b"}', '["12345678901234567890","x"]')],
    ['an escape that is none', push('{"a":"b"}', '["1","\\x41"]')],
    ['a raw line break in a line', push('{"a":"b"}', '["1","a\nb"]')],
    ['a text that does not end', '{"streams":[{"stream":{"a":"b"},"values":[["1","x'],
    ['more behind it', `${push('{"a":"b"}', LINE)}{}`],
    ['a comma too many', push('{"a":"b"}', `${LINE},`)],
    ['a byte order mark', `\ufeff${push('{"a":"b"}', LINE)}`],
    ['2,001 escapes', push('{"a":"b"}', `["1","${'\\n'.repeat(2_001)}"]`)],
    [
      '65 labels and one',
      push(`{${Array.from({ length: 66 }, (_, i) => `"l${i}":"x"`).join()}}`, LINE),
    ],
  ];
  it.each(cases)('%s', (_, text) => {
    expect(spliced(text)).toBeNull();
  });

  it('bytes that are no UTF-8', () => {
    const text = Buffer.from(push('{"a":"b"}', '["1","é"]'));
    text[text.indexOf(0xc3)] = 0xff;
    expect(spliceJsonPush(text, ACME)).toBeNull();
  });
});
