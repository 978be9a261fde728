import type { FieldConfig } from '@grafana/data';
import { describe, expect, it } from 'vitest';
import { LIGHT, seriesOf } from '../../test/support/panel-fixture.ts';
import { contrast, hexOf, inkOn, readable } from './colour.ts';
import { cutText } from './cut-text.ts';
import { displayOf } from './field-display.ts';
import { namedColours } from './named-colours.ts';
import { safeUrl } from './safe-url.ts';
import { tileGrid } from './tile-grid.ts';
import { timeTicks } from './time-ticks.ts';
import { valueMapping } from './value-mapping.ts';

function shown(value: unknown, config: FieldConfig = {}) {
  const [, field] = seriesOf([value], config).fields;
  if (field === undefined) throw new Error('a series has a field of values');
  return displayOf(LIGHT, field, { index: 0, colourMode: 'thresholds', timeZone: 'UTC' })(value, 0);
}

/** Of settings as JSON has them. */
const configOf = (config: Readonly<Record<string, unknown>>) => config as FieldConfig;

const colours = namedColours('light', LIGHT.look);
const LEVELS = configOf({
  thresholds: {
    mode: 'absolute',
    steps: [
      { value: null, color: 'green' },
      { value: 80, color: 'orange' },
      { value: 90, color: 'red' },
    ],
  },
});

describe('a value in words', () => {
  it.each([
    ['bytes', 3 * 1024 ** 3, '3 GiB'],
    ['percentunit', 0.125, '12.5%'],
    ['s', 0.25, '250 ms'],
    ['bytes', Number.NaN, 'NaN'],
    ['bytes', Number.POSITIVE_INFINITY, '+Inf'],
    ['s', Number.NEGATIVE_INFINITY, '-Inf'],
    ['bytes', null, '–'],
  ])('%s %s is %s', (unit, value, text) => {
    expect(shown(value, { unit }).text).toBe(text);
  });

  it('has the decimals and the words for nothing that the panel says', () => {
    expect(shown(1.23456, { unit: 'short', decimals: 3 }).text).toBe('1.235');
    expect(shown(null, { noValue: 'never ran' }).text).toBe('never ran');
  });

  it('is cut where it is a megabyte', () => {
    expect(shown('x'.repeat(1_000_000)).text).toHaveLength(2_000);
  });

  it.each([
    [79.999, 'green'],
    [80, 'orange'],
    [89.9, 'orange'],
    [90, 'red'],
    [-1e9, 'green'],
  ])('%s has the level %s: a level begins at its value', (value, colour) => {
    expect(shown(value, LEVELS).colour).toBe(colours(colour));
  });

  it.each([
    ['fixed', { color: { mode: 'fixed', fixedColor: 'blue' } }, colours('blue')],
    ['a palette', { color: { mode: 'palette-classic' } }, '#0072b2'],
    ['hostile', { color: { mode: 'fixed', fixedColor: 'url(//evil)' } }, '#808080'],
    ['short hex', { color: { mode: 'fixed', fixedColor: '#abc' } }, '#aabbcc'],
  ])('%s colours are six digits', (_, config, colour) => {
    expect(shown(5, configOf(config)).colour).toBe(colour);
  });

  it('runs through a continuous scheme between the bounds', () => {
    const config = configOf({ min: 0, max: 100, color: { mode: 'continuous-GrYlRd' } });
    expect(shown(0, config).colour).toBe(colours('green'));
    expect(shown(100, config).colour).toBe(colours('red'));
  });
});

describe('mappings', () => {
  const map = valueMapping([
    { type: 'value', options: { 1: { text: 'Up', color: 'green' } } },
    { type: 'range', options: { from: 5, to: 10, result: { text: 'some' } } },
    { type: 'regex', options: { pattern: '/^node-(\\d+)$/', result: { text: 'N$1' } } },
    { type: 'regex', options: { pattern: '(', result: { text: 'never' } } },
    { type: 'special', options: { match: 'null+nan', result: { text: 'gone' } } },
    { type: 'special', options: { match: 'empty', result: { text: 'empty' } } },
  ] as unknown as Parameters<typeof valueMapping>[0]);
  it.each([
    [1, 'Up'],
    ['1', 'Up'],
    [5, 'some'],
    [10, 'some'],
    [10.01, undefined],
    ['node-17', 'N17'],
    [null, 'gone'],
    [Number.NaN, 'gone'],
    ['', 'empty'],
    ['constructor', undefined],
    ['__proto__', undefined],
  ])('%s becomes %s', (value, text) => {
    expect(map(value)?.text).toBe(text);
  });

  it('take the unit away', () => {
    const config = configOf({
      unit: 'bytes',
      mappings: [{ type: 'value', options: { 0: { text: 'none', color: '#123456' } } }],
    });
    expect(shown(0, config)).toMatchObject({
      text: 'none',
      suffix: '',
      colour: '#123456',
      numeric: 0,
    });
  });

  it('run hostile patterns in linear time', () => {
    const evil = valueMapping([
      { type: 'regex', options: { pattern: '^(a+)+$', result: { text: 'x', index: 0 } } },
    ] as unknown as Parameters<typeof valueMapping>[0]);
    const started = performance.now();
    expect(evil(`${'a'.repeat(30_000)}!`)).toBeNull();
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('addresses', () => {
  it.each([
    ['https://example.test/a?b=c', true],
    ['/explore?q=up', true],
    ['d/abc?var-x=1', true],
    ['mailto:ops@example.test', true],
    ['javascript:alert(1)', false],
    ['JaVaScRiPt:alert(1)', false],
    ['java\u0000script:alert(1)', false],
    ['java\nscript:alert(1)', false],
    [' \u0001javascript:alert(1)', false],
    ['data:text/html,x', false],
    ['vbscript:x', false],
    ['//evil.test/x', false],
    ['/\\evil.test', false],
    ['https:evil.test', false],
    ['', false],
  ])('%j may be followed: %s', (url, isSafe) => {
    expect(safeUrl(url) !== null).toBe(isSafe);
  });

  it('of fields are filled in encoded, and hostile ones are left out', () => {
    const links = [
      {
        title: 'Value ${__value.raw}',
        url: 'https://example.test/${__value.raw}/${__field.labels.tenant}',
      },
      { title: 'script', url: 'javascript:alert(1)' },
      { title: 'through a value', url: '${__value.raw}' },
      { title: 'quoted', url: `/d/x?var-a=\${__field.labels["tenant"]}` },
      { title: 'of every object', url: "/d/x?var-a=${__field.labels['constructor']}" },
    ];
    const value = 'javascript:alert("a b")';
    expect(shown(value, configOf({ links })).links.map(({ url }) => url)).toEqual([
      'https://example.test/javascript%3Aalert(%22a%20b%22)/acme',
      'javascript%3Aalert(%22a%20b%22)',
      '/d/x?var-a=acme',
      '/d/x?var-a=',
    ]);
  });
});

describe('colours', () => {
  it('are laid on the ground where they are transparent', () => {
    expect(hexOf('rgba(0, 0, 0, 0.5)', '#ffffff', '#808080')).toBe('#808080');
    expect(hexOf('transparent', '#ffffff', '#123456')).toBe('#123456');
  });

  it.each(['#fade2a', '#73bf69', '#f2495c', '#e0364c', '#ffffff', '#000000'])(
    '%s can be read',
    (colour) => {
      for (const ground of ['#ffffff', '#16171a']) {
        const text = ground === '#ffffff' ? '#1f2227' : '#d5d8dd';
        expect(contrast(readable(colour, ground, text), ground)).toBeGreaterThanOrEqual(4.5);
      }
      expect(contrast(inkOn(colour), colour)).toBeGreaterThanOrEqual(4.5);
    },
  );
});

it('names lose what turns text around, and their excess', () => {
  expect(cutText('a\u202eb\nc')).toBe('a b c');
  expect(cutText('x'.repeat(500))).toHaveLength(200);
});

it('tiles take the shape of their room', () => {
  expect(tileGrid(6, 900, 300, 'auto')).toMatchObject({ columns: 3, rows: 2 });
  expect(tileGrid(4, 900, 300, 'horizontal')).toMatchObject({ columns: 1, rows: 4 });
  expect(tileGrid(4, 900, 300, 'vertical')).toMatchObject({ columns: 4, rows: 1 });
});

it('marks of time stand on round instants of the zone', () => {
  const fromMs = Date.UTC(2026, 10, 20, 9, 10);
  const texts = (timeZone: string) =>
    timeTicks({ fromMs, toMs: fromMs + 3_600_000, timeZone }, 400).map(({ text }) => text);
  expect(texts('UTC')).toEqual(['09:15', '09:30', '09:45', '10:00']);
  expect(texts('Asia/Kolkata')).toEqual(['14:45', '15:00', '15:15', '15:30']);
});
