import { describe, expect, it } from 'vitest';
import { labelsFromObject } from '../../../platform/model/labels.ts';
import { testLevel, testRule } from '../../../test/support/rule-fixture.ts';
import {
  critical,
  look,
  MAIL,
  MINUTE_MS,
  minutes,
  past,
  pastOf,
  prod,
  result,
  SILENT,
  START_MS,
  values,
} from '../../../test/support/rule-past-world.ts';
import type { RuleLevel } from '../rule.ts';
import type { AskPast } from './ask-past.ts';

type Case = readonly [string, string, readonly RuleLevel[], readonly string[], readonly string[]];

const FOR: readonly Case[] = [
  ['at once', '0*3 20*2 0*3', [testLevel()], ['warning 3 3-5'], ['fired', 'resolved']],
  ['never', '0*8', [testLevel()], [], []],
  [
    'for longer',
    '0 20*2 0 20*4 0',
    [testLevel({ forMs: 2 * MINUTE_MS })],
    ['warning 4 6-8'],
    ['fired', 'resolved'],
  ],
  ['up to the end', '0 20*4', [testLevel()], ['warning 1 1-…'], ['fired']],
  [
    'a gap ends it',
    '20*2 _ 20*2 0',
    [testLevel()],
    ['warning 0 0-2', 'warning 3 3-5'],
    ['fired', 'resolved', 'fired', 'resolved'],
  ],
  [
    'kept firing',
    '20*2 0 20 0*4',
    [testLevel({ keepFiringForMs: 2 * MINUTE_MS })],
    ['warning 0 0-6'],
    ['fired', 'resolved'],
  ],
  [
    'higher inhibits lower',
    '20*2 200*2 20*2 0',
    [critical(), testLevel()],
    ['warning 0 0-6', 'critical 2 2-4'],
    ['fired', 'severity_raised', 'severity_lowered', 'resolved'],
  ],
  [
    'both at once are one message',
    '0 200*2',
    [critical(), testLevel()],
    ['critical 1 1-…', 'warning 1 1-…'],
    ['fired'],
  ],
  [
    'by itself',
    '_*2 0*2 _',
    [testLevel({ condition: null })],
    ['warning 2 2-4'],
    ['fired', 'resolved'],
  ],
];

describe('a rule over a past', () => {
  it.each(FOR)('fires %s', async (_name, text, levels, spans, events) => {
    const found = await result(pastOf([prod(values(text))]), { levels }, values(text).length);
    expect(minutes(found)).toEqual(spans);
    expect(found.events.map(({ kind }) => kind)).toEqual(events);
  });

  it('counts the messages of each channel, and those that are not sent', async () => {
    const source = pastOf([
      prod(values('20*2 200*2 20 0')),
      prod(values('0*2 20 0'), { pod: 'b' }),
    ]);
    const levels = [critical(), testLevel()];
    const found = await result(source, { levels, channels: [MAIL, SILENT] });
    // acme-prod: fired, raised (told), lowered (not: policy), resolved; pod b: fired, resolved.
    expect(found.incidents).toBe(2);
    expect(found.notifications).toMatchObject({
      total: 8,
      channels: [
        { id: MAIL, count: 5 },
        { id: SILENT, count: 3 },
      ],
    });
    expect(Object.fromEntries(found.notifications.unsent)).toEqual({
      level_change_policy: 1,
      resolved_declined: 2,
    });
    const nobody = await result(source, { levels, channels: [] });
    expect(nobody.notifications.total).toBe(0);
    expect(nobody.notifications.unsent.get('no_channels')).toBeGreaterThan(0);
  });

  it('bears the labels of the alert and no label of ours', async () => {
    const labels = new Map([['team', '{{ $labels.pod }}s']]);
    const source = pastOf([prod(values('20'), { pod: 'a', replica: '0' })]);
    const { series } = await result(source, { labels }, 2);
    expect(Object.fromEntries(series[0]?.labels ?? [])).toEqual({
      alertname: 'Queue too long',
      namespace: 'acme-prod',
      pod: 'a',
      team: 'as',
    });
  });

  it('says what goes wrong', async () => {
    const twins = [
      prod(values('20*3')),
      {
        ...prod(values('20*3')),
        labels: labelsFromObject({ __name__: 'other', namespace: 'acme-prod' }),
      },
    ];
    expect((await result(pastOf(twins), {}, 3)).notices).toEqual([
      { kind: 'same_labels', count: 3 },
    ]);
    const many = Array.from({ length: 2_001 }, (_, index) => prod([20], { pod: `p${index}` }));
    const over = await result(pastOf(many), {}, 2);
    expect(over.notices).toContainEqual({ kind: 'over_limit', limit: 2_000, count: 1 });
    expect([over.incidents, over.series.length, over.seriesCount]).toEqual([0, 200, 2_001]);
    const foreign = { labels: labelsFromObject({ namespace: 'umbrella-prod' }), values: [20] };
    const strays = await result(pastOf([foreign]), {}, 2);
    const reason = 'namespace_outside_rule_scope';
    expect(strays.notices).toEqual([{ kind: 'unassigned', reason, count: 1 }]);
    expect([strays.incidents, strays.notifications.total]).toEqual([0, 0]);
    const value = new Map([['load', '{{ $value }}']]);
    expect((await result(pastOf([prod([20])]), { labels: value }, 2)).notices).toEqual([
      { kind: 'value_in_labels' },
    ]);
  });

  it('looks more seldom where there is too much, and says so', async () => {
    const source = pastOf([prod(values('0 20 0*2000'))]);
    const days = await result(source, { intervalMs: 1_000 }, 2_000);
    expect(days.notices).toEqual([{ kind: 'coarser_step', stepMs: 11_000, intervalMs: 1_000 }]);
    expect(days.instants.count).toBeLessThanOrEqual(11_000);
    expect(days.columns.count).toBeLessThanOrEqual(480);
  });

  it('asks in slices, and each instant once', async () => {
    const source = pastOf([prod(values('0 20*1999'))]);
    const found = await result(source, {}, 2_000);
    expect(found.instants.count).toBe(2_000);
    const asked = source.asked.flatMap((time) => (time.kind === 'range' ? [time] : []));
    expect(asked[0]?.endMs).toBe(START_MS + 29 * MINUTE_MS);
    expect(asked[1]?.startMs).toBe(START_MS + 30 * MINUTE_MS);
    expect(asked.at(-1)?.endMs).toBe(START_MS + 1_999 * MINUTE_MS);
  });

  it('ends with whoever asked', async () => {
    const gone = new AbortController();
    const source = pastOf([prod(values('0 20*1999'))]);
    const content = testRule({ intervalMs: MINUTE_MS, levels: [testLevel()] });
    const range = { startMs: START_MS, endMs: START_MS + 1_999 * MINUTE_MS };
    const question = { owner: 'acme', content, range, nowMs: range.endMs, language: 'en' } as const;
    const leaving: AskPast = {
      open: (...args) => ({
        ask: (...asked) => {
          if (source.asked.length === 1) gone.abort(new Error('gone'));
          return source.open(...args).ask(...asked);
        },
      }),
    };
    const looked = past.look(question, leaving, gone.signal);
    await expect(looked).rejects.toThrow('gone');
    expect(source.asked.length).toBeLessThan(4);
  });

  it('looks at clusters apart, and tells which of them failed', async () => {
    const source: AskPast = {
      open: (cluster) =>
        cluster === 'edge'
          ? { ask: async () => ({ kind: 'error', error: { kind: 'timeout', message: 'slow' } }) }
          : pastOf([prod([20])]).open(cluster, 'promql', { startMs: 0, endMs: 1 }),
    };
    const looked = await look(source, { scopeText: 'acme' });
    expect(looked.map(({ kind, cluster }) => `${cluster} ${kind}`)).toEqual([
      'lab simulated',
      'edge failed',
    ]);
  });
});

describe('messages', () => {
  const hostile = prod(values('0 20.5'), { pod: '<script>alert(1)</script>\r\nBcc: x@y' });

  it('hold the values of the firing, escaped as in a mail', async () => {
    const annotations = new Map([['summary', '{{ $value | humanize }} in {{ $labels.pod }}']]);
    const [only] = await look(pastOf([hostile]), { annotations }, 2);
    if (only?.kind !== 'simulated') throw new Error('not simulated');
    const [message] = only.messages;
    expect(message).toMatchObject({ isReal: true, value: 20.5, severity: 'warning', problems: [] });
    expect(message?.annotations.get('summary')).toContain('20.5 in <script>');
    expect(message?.subject).toBe(
      '[Firing] warning: Queue too long (acme / shop / prod · lab/acme-prod)',
    );
    expect(message?.text).toContain('20.5 in <script>');
    expect(message?.html).toContain('20.5 in &lt;script&gt;');
    expect(message?.html).not.toContain('<script>');
  });

  it('are shown of the last value where nothing fired', async () => {
    const [only] = await look(pastOf([prod(values('1 2'))]), {}, 2);
    if (only?.kind !== 'simulated') throw new Error('not simulated');
    expect(only.messages).toMatchObject([{ isReal: false, value: 2 }]);
    expect(only.result.incidents).toBe(0);
  });

  it('say which template cannot be expanded', async () => {
    const annotations = new Map([['summary', '{{ query "up" | first | value }}']]);
    const [only] = await look(pastOf([hostile]), { annotations }, 2);
    if (only?.kind !== 'simulated') throw new Error('not simulated');
    expect(only.messages[0]?.problems).toHaveLength(1);
  });
});
