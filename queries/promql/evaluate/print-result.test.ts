import { describe, expect, it } from 'vitest';
import type { Turn } from '../../source/turn.ts';
import { printData, printResult, printText, printTime } from './print-result.ts';
import type { QueryValue } from './query-result.ts';

const turn: Turn = {
  isDue: () => true,
  rest: () => Promise.resolve(),
  holdSamples: () => undefined,
  readBytes: () => undefined,
};

async function dataOf(value: QueryValue): Promise<string> {
  return Buffer.concat(await printData(value, turn)).toString('utf8');
}

describe('an answer as the API writes it', () => {
  it('is an envelope, with notes where there are any', async () => {
    const value: QueryValue = { kind: 'scalar', atMs: 1_500, value: 1e21 };
    const bare = await printResult({ value, warnings: [], infos: [] }, turn);
    expect(Buffer.concat(bare).toString()).toBe(
      '{"status":"success","data":{"resultType":"scalar","result":[1.500,"1000000000000000000000"]}}',
    );
    const noted = await printResult({ value, warnings: ['w "x"'], infos: ['a', 'b'] }, turn);
    expect(Buffer.concat(noted).toString()).toContain(
      ',"warnings":["w \\"x\\""],"infos":["a","b"]}',
    );
  });

  it('holds vectors and matrices', async () => {
    const acme = new Map([
      ['__name__', 'up'],
      ['ns', 'acme'],
    ]);
    const globex = new Map([['ns', 'globex']]);
    const values = Float64Array.of(1, Number.NaN);
    expect(await dataOf({ kind: 'vector', atMs: 0, series: [acme, globex], values })).toBe(
      '{"resultType":"vector","result":[{"metric":{"__name__":"up","ns":"acme"},"value":[0,"1"]},' +
        '{"metric":{"ns":"globex"},"value":[0,"NaN"]}]}',
    );
    const times = Float64Array.of(1000, 2250);
    expect(await dataOf({ kind: 'matrix', series: [{ labels: globex, times, values }] })).toBe(
      '{"resultType":"matrix","result":[{"metric":{"ns":"globex"},"values":[[1,"1"],[2.250,"NaN"]]}]}',
    );
    expect(await dataOf({ kind: 'string', atMs: 5, value: '<a&b>' })).toBe(
      '{"resultType":"string","result":[0.005,"\\u003ca\\u0026b\\u003e"]}',
    );
  });

  it.each([
    [0, '0'],
    [1_699_999_940_500, '1699999940.500'],
    [1, '0.001'],
    [-1, '-0.001'],
    [-1_500, '-1.500'],
    [60_000, '60'],
  ])('%d ms is %s', (ms, text) => {
    expect(printTime(ms)).toBe(text);
  });

  it.each([
    ['plain', '"plain"'],
    ['"\\\n', '"\\"\\\\\\n"'],
    ['\u2028', '"\\u2028"'],
    ['é😀', '"é😀"'],
    ['\udc80', '"\ufffd"'],
  ])('%j is %s', (text, json) => {
    expect(printText(text)).toBe(json);
    expect(JSON.parse(printText(text))).toBe(text.toWellFormed());
  });
});
