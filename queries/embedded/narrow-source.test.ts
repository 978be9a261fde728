import { describe, expect, it } from 'vitest';
import type { EnforcedMatcher } from '../scope/enforced-matcher.ts';
import type { ReadWithin } from '../scope/read-within.ts';
import type { SeriesSource } from '../source/series-source.ts';
import type { SourceMatcher } from '../source/source-matcher.ts';
import type { StreamSource } from '../source/stream-source.ts';
import type { Turn } from '../source/turn.ts';
import { seriesWithin, streamsWithin } from './narrow-source.ts';

const TURN: Turn = {
  isDue: () => false,
  rest: () => Promise.resolve(),
  holdSamples: () => undefined,
  readBytes: () => undefined,
};
const TIME = { minMs: 0, maxMs: 1 };
const NS_TIME = { startNs: 0n, endNs: 1n };
const acme: EnforcedMatcher = { name: 'ns', op: '=', value: 'acme' };
const both: EnforcedMatcher = { name: 'team', op: '=~', values: ['a.b', 'c'] };
const ACME: ReadWithin = { matchers: [acme, both], exemptMetrics: ['node_load1'] };

const matcher = (name: string, op: SourceMatcher['op'], value: string): SourceMatcher => ({
  name,
  op,
  value,
  matches: (text) => text === value,
});
const text = (selector: readonly SourceMatcher[]) =>
  selector.map(({ name, op, value }) => `${name}${op}${value}`).join(',');

/** Tells what it was asked for. */
function recording() {
  const asked: string[] = [];
  /** @returns what is found: nothing */
  const note = (selectors: readonly (readonly SourceMatcher[])[]) => {
    asked.push(selectors.map(text).join(' | '));
    return Promise.resolve([]);
  };
  const series: SeriesSource = {
    select: ({ matchers }) => note([matchers]),
    labelSets: ({ selectors }) => note(selectors),
    labelNames: ({ selectors }) => note(selectors),
    labelValues: (_, { selectors }) => note(selectors),
  };
  const streams: StreamSource = {
    select: ({ matchers }) => note([matchers]),
    follow: (matchers) => {
      void note([matchers]);
      return () => undefined;
    },
  };
  return { asked, series, streams };
}

const OWN = 'ns=acme,team=~a\\.b|c';

describe('seriesWithin', () => {
  it.each([
    ['no matcher', [], OWN],
    ['a metric', [matcher('__name__', '=', 'up')], `__name__=up,${OWN}`],
    ["the neighbour's", [matcher('ns', '=', 'globex')], `ns=globex,${OWN}`],
    ['those of the text', [matcher('ns', '=', 'acme')], 'ns=acme,team=~a\\.b|c'],
    ['an exempt metric', [matcher('__name__', '=', 'node_load1')], '__name__=node_load1'],
    [
      'an exempt name as a pattern',
      [matcher('__name__', '=~', 'node_load1')],
      `__name__=~node_load1,${OWN}`,
    ],
    [
      'an exempt name beside another',
      [matcher('__name__', '=', 'node_load1'), matcher('__name__', '!=', 'x')],
      `__name__=node_load1,__name__!=x,${OWN}`,
    ],
  ])('selects with the matchers: %s', async (_, matchers, expected) => {
    const { asked, series } = recording();
    await seriesWithin(series, ACME).select({ matchers, ...TIME }, TURN);
    expect(asked).toEqual([expected]);
  });

  it('lists with the matchers, also where no selector is given', async () => {
    const { asked, series } = recording();
    const source = seriesWithin(series, ACME);
    const two = [[matcher('__name__', '=', 'up')], [matcher('__name__', '=', 'node_load1')]];
    await source.labelSets({ selectors: [], ...TIME }, TURN);
    await source.labelNames({ selectors: two, ...TIME }, TURN);
    await source.labelValues('ns', { selectors: [[]], ...TIME }, TURN);
    expect(asked).toEqual([OWN, `__name__=up,${OWN} | __name__=node_load1`, OWN]);
  });

  it('takes the values of a set as they are, not as patterns', async () => {
    const seen: SourceMatcher[] = [];
    const series: SeriesSource = {
      ...recording().series,
      select: ({ matchers }) => {
        seen.push(...matchers);
        return Promise.resolve([]);
      },
    };
    await seriesWithin(series, ACME).select({ matchers: [], ...TIME }, TURN);
    const team = seen.find(({ name }) => name === 'team');
    expect(['a.b', 'c', 'axb', '', 'a.b|c'].map((value) => team?.matches(value))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('shows nothing where nobody says what may be read', async () => {
    const { asked, series } = recording();
    const source = seriesWithin(series, null);
    expect(await source.select({ matchers: [], ...TIME }, TURN)).toEqual([]);
    expect(await source.labelSets({ selectors: [], ...TIME }, TURN)).toEqual([]);
    expect(await source.labelNames({ selectors: [], ...TIME }, TURN)).toEqual([]);
    expect(await source.labelValues('ns', { selectors: [], ...TIME }, TURN)).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('is the source itself where all of it may be read', () => {
    const { series } = recording();
    expect(seriesWithin(series, { matchers: [], exemptMetrics: [] })).toBe(series);
  });
});

describe('streamsWithin', () => {
  it('selects and follows with the matchers; no stream is exempt', async () => {
    const { asked, streams } = recording();
    const source = streamsWithin(streams, ACME);
    await source.select({ matchers: [matcher('__name__', '=', 'node_load1')], ...NS_TIME }, TURN);
    source.follow([], () => undefined);
    expect(asked).toEqual([`__name__=node_load1,${OWN}`, OWN]);
  });

  it('leaves out what must not carry a label, once', async () => {
    const { asked, streams } = recording();
    const hidden: EnforcedMatcher = { name: 'audit', op: 'absent' };
    const source = streamsWithin(streams, { matchers: [acme, hidden], exemptMetrics: [] });
    await source.select({ matchers: [matcher('audit', '=', 'true')], ...NS_TIME }, TURN);
    await source.select({ matchers: [matcher('audit', '=', '')], ...NS_TIME }, TURN);
    expect(asked).toEqual(['audit=true,ns=acme,audit=', 'audit=,ns=acme']);
  });

  it('shows nothing where nobody says what may be read', async () => {
    const { asked, streams } = recording();
    const source = streamsWithin(streams, null);
    expect(await source.select({ matchers: [], ...NS_TIME }, TURN)).toEqual([]);
    source.follow([], () => undefined)();
    expect(asked).toEqual([]);
  });
});
