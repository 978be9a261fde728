import { describe, expect, it } from 'vitest';
import { DEFAULT_INTAKE_LIMITS, parseAlerts } from './parse-alerts.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const at = (text: string) => Date.parse(text);
const parse = (text: string) => parseAlerts(JSON.parse(text), NOW, DEFAULT_INTAKE_LIMITS);
const one = (fields: object) =>
  parse(JSON.stringify([{ labels: { alertname: 'X' }, ...fields }])).alerts[0];

describe('parseAlerts takes what real clients send', () => {
  it('repeated keys: the last one wins (vmalert)', () => {
    const { alerts } = parse('[{"labels":{"alertname":"a","alertgroup":"g","alertname":"b"}}]');
    expect(alerts[0]?.labels.get('alertname')).toBe('b');
  });

  it('seven fraction digits, cut to milliseconds (vmalert)', () => {
    expect(one({ startsAt: '2026-03-01T11:00:00.1234567Z' })?.startsAtMs).toBe(
      at('2026-03-01T11:00:00.123Z'),
    );
  });

  it('year 1 means unset (amtool, webhook v4)', () => {
    const zero = '0001-01-01T00:00:00.000Z';
    expect(one({ startsAt: zero, endsAt: zero })).toMatchObject({
      startsAtMs: NOW,
      endsAtMs: NOW + 300_000,
      endsAtIsTimeout: true,
    });
  });

  it('no annotations (Prometheus leaves them out), unknown fields, a generator URL', () => {
    expect(one({ generatorURL: 'http://p:9090/g', extra: { deep: [] } })?.annotations.size).toBe(0);
  });

  it('empty label values are no labels', () => {
    expect([...(one({ labels: { a: '1', b: '' } })?.labels ?? [])]).toEqual([['a', '1']]);
  });

  it('__proto__ and UTF-8 label names are names like others', () => {
    const { alerts } = parse('[{"labels":{"__proto__":"x","größe.höhe":"1"}}]');
    expect([...(alerts[0]?.labels ?? [])]).toEqual([
      ['__proto__', 'x'],
      ['größe.höhe', '1'],
    ]);
  });

  it('an offset instead of Z', () => {
    expect(one({ startsAt: '2026-03-01T12:30:00+08:00' })?.startsAtMs).toBe(
      at('2026-03-01T04:30:00Z'),
    );
  });

  it('an empty list is a good post', () => {
    expect(parse('[]')).toEqual({ alerts: [], errors: [] });
  });

  it('an annotation over the bound is cut, the alert is kept', () => {
    const text = one({ annotations: { d: 'x'.repeat(20_000) } })?.annotations.get('d');
    expect(text).toHaveLength(16_384);
  });
});

describe('parseAlerts sets missing ends as Alertmanager does', () => {
  it('only endsAt: startsAt is the same', () => {
    const endsAt = '2026-03-01T11:30:00Z';
    expect(one({ endsAt })).toMatchObject({
      startsAtMs: at(endsAt),
      endsAtMs: at(endsAt),
      endsAtIsTimeout: false,
    });
  });

  it('only startsAt: ends five minutes from now', () => {
    expect(one({ startsAt: '2026-03-01T10:00:00Z' })).toMatchObject({
      endsAtMs: NOW + 300_000,
      endsAtIsTimeout: true,
    });
  });

  it('a start in the future without an end does not end before it starts', () => {
    const alert = one({ startsAt: '2026-03-01T13:00:00Z' });
    expect(alert?.endsAtMs).toBeGreaterThan(alert?.startsAtMs ?? 0);
  });
});

describe('parseAlerts refuses', () => {
  it.each([
    [
      'an end before the start',
      '{"labels":{"a":"1"},"startsAt":"2026-03-01T12:00:00Z","endsAt":"2026-03-01T11:00:00Z"}',
      /before end time/,
    ],
    ['no labels', '{"labels":{}}', /at least one label/],
    ['only empty labels', '{"labels":{"a":""}}', /at least one label/],
    ['missing labels', '{}', /labels must be an object/],
    ['a number as label value', '{"labels":{"a":1}}', /value of a must be a text/],
    ['an empty name', '{"labels":{"":"1"}}', /invalid label name/],
    ['half a surrogate pair as name', '{"labels":{"\\ud800":"1"}}', /invalid label name/],
    ['a text that is no instant', '{"labels":{"a":"1"},"startsAt":"yesterday"}', /startsAt is not/],
    ['a month 13', '{"labels":{"a":"1"},"endsAt":"2026-13-01T00:00:00Z"}', /endsAt is not/],
    ['an alert that is a text', '"x"', /not an object/],
    ['annotations that are a list', '{"labels":{"a":"1"},"annotations":[]}', /annotations must be/],
    ['a value over the bound', `{"labels":{"a":"${'x'.repeat(16_385)}"}}`, /at most 16384/],
  ])('%s, and takes the good one beside it', (_name, bad, message) => {
    const { alerts, errors } = parse(`[${bad},{"labels":{"alertname":"good"}}]`);
    expect(alerts).toHaveLength(1);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(/^alert 0: /);
    expect(errors[0]).toMatch(message);
  });

  it('a body that is no list', () => {
    expect(() => parse('{"alerts":[]}')).toThrow(/list of alerts/);
  });

  it('more alerts than the bound', () => {
    const body = Array.from({ length: 20_001 }, () => ({ labels: { a: '1' } }));
    expect(() => parseAlerts(body, NOW, DEFAULT_INTAKE_LIMITS)).toThrow(/at most 20000/);
  });

  it('more labels than the bound', () => {
    const labels = Object.fromEntries(Array.from({ length: 129 }, (_, i) => [`l${i}`, 'x']));
    expect(parse(JSON.stringify([{ labels }])).errors[0]).toMatch(/129 labels/);
  });
});
