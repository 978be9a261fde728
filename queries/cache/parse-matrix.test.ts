import { describe, expect, it } from 'vitest';
import { rowsOf } from './join-slices.ts';
import { parseMatrix } from './parse-matrix.ts';
import { printMatrix } from './print-matrix.ts';
import type { StepRange } from './step-range.ts';

const range: StepRange = { stepMs: 15_000, offsetMs: 250, from: 4, to: 8 };
const acme = '{"metric":{"__name__":"up","ns":"acme"},"values":[[60.250,"1"],[75.250,"-0"]]}';
const globex = '{"metric":{"ns":"globex \\"}]"},"values":[[105.25,"1e-07"]]}';

function matrix(...series: readonly string[]): string {
  return `{"resultType":"matrix","result":[${series.join(',')}]}`;
}

function parsed(text: string) {
  return parseMatrix(Buffer.from(text), range, []);
}

describe('a matrix', () => {
  it.each([
    ['of two tenants', matrix(acme, globex)],
    ['without series', matrix()],
    ['with texts that are no number of ours', matrix(acme.replace('-0', '1.50000e+3'))],
    ['with names beyond ASCII', matrix('{"metric":{"ns":"é😀"},"values":[[60.25,"NaN"]]}')],
  ])('%s is printed as it was read', (_name, text) => {
    const outcome = parsed(text);
    if (outcome.kind !== 'piece') throw new Error(outcome.reason);
    const rows = rowsOf([{ piece: outcome.piece, from: 4, to: 8 }]);
    expect(printMatrix(rows, '}}').toString()).toBe(`{"status":"success","data":${text}}`);
  });

  it('may hold spaces, members in any order, and statistics', () => {
    const text = `{ "result": [{"values": [[60.25, "1"]], "metric": {"ns": "acme"}}], "stats": {"x": [1]}, "resultType": "matrix" }`;
    const outcome = parsed(text);
    if (outcome.kind !== 'piece') throw new Error(outcome.reason);
    expect(printMatrix(rowsOf([{ piece: outcome.piece, from: 4, to: 8 }]), '}}').toString()).toBe(
      `{"status":"success","data":${matrix('{"metric":{"ns":"acme"},"values":[[60.25,"1"]]}')}}`,
    );
  });

  it('is empty where it is null', () => {
    const outcome = parsed('{"resultType":"matrix","result":null}');
    expect(outcome).toMatchObject({ kind: 'piece', piece: { from: 4, to: 8, series: [] } });
  });

  it.each([
    ['nothing that is known', '{"resultType":"matrix","result":nil}'],
    ['a vector', '{"resultType":"vector","result":[]}'],
    ['no JSON', '{"resultType":"matrix","result":['],
    ['a sample beside the grid', matrix(acme.replace('60.250', '60.251'))],
    ['a sample before the range', matrix(acme.replace('60.250', '45.250'))],
    ['a sample after the range', matrix(globex.replace('105.25', '120.25'))],
    ['samples out of order', matrix(acme.replace('60.250', '90.250'))],
    ['an instant in microseconds', matrix(acme.replace('60.250', '60.2501'))],
    ['the same series twice', matrix(acme, acme)],
    ['a series without labels', matrix('{"values":[[60.25,"1"]]}')],
    ['a member that is not known', matrix('{"metric":{},"exemplars":[]}')],
    ['a number that is not quoted', matrix('{"metric":{},"values":[[60.25,1]]}')],
    ['text behind its end', `${matrix()}x`],
  ])('is not used: %s', (_name, text) => {
    expect(parsed(text)).toEqual({ kind: 'unusable', reason: 'shape' });
  });

  it('is not used when it holds native histograms', () => {
    const text = matrix('{"metric":{},"histograms":[[60.25,{"count":"1","sum":"2"}]]}');
    expect(parsed(text)).toEqual({ kind: 'unusable', reason: 'histograms' });
  });
});
