import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EnvelopeScanner } from './envelope-scanner.ts';
import { isPlainAnswer } from './plain-answer.ts';

const envelope = (data: unknown, beside: object = {}) =>
  JSON.stringify({ status: 'success', data, ...beside });
const series = (labels: object, values: object) => ({ metric: labels, ...values });
const matrix = (...result: object[]) => ({ resultType: 'matrix', result });
const acme = series({ namespace: 'acme-prod' }, { values: [[1, '2']] });
const bravo = series({ namespace: 'bravo-prod' }, { value: [1, '2'] });
const histogram = series({}, { histograms: [[1, { count: '1', buckets: [[0, '1', '2', '1']] }]] });

describe('an answer that may be passed on as it came', () => {
  it.each([
    ['without series', envelope(matrix())],
    ['with a line feed at its end', `${envelope(matrix())}\n`],
    ['with samples', envelope(matrix(acme, acme))],
    ['with a value each', envelope({ resultType: 'vector', result: [acme, bravo] })],
    ['of a scalar', envelope({ resultType: 'scalar', result: [1, '2'] })],
  ])('is one %s', (_, text) => {
    expect(isPlainAnswer(text)).toBe(true);
  });

  it.each([
    ['with warnings', envelope(matrix(acme), { warnings: ['bravo-prod is slow'] })],
    ['with warnings behind histograms', envelope(matrix(histogram), { warnings: ['w'] })],
    ['with infos', envelope(matrix(acme), { infos: ['x'] })],
    ['with warnings that look like samples', envelope(matrix(acme), { warnings: ['},"values"'] })],
    ['with a member nobody knows', envelope(matrix(acme), { neighbours: [bravo] })],
    ['with data twice', envelope(matrix(acme)).replace(/\}$/, ',"data":{"a":{}}}')],
    ['with white space before a member', '{"status":"success","data":{"resultType":"x"} ,"a":{}}'],
    ['with a member before its data', '{"status":"success","a":{},"data":{"resultType":"x"}}'],
    ['of a failure', JSON.stringify({ status: 'error', error: 'x', data: {} })],
    ['of names', envelope(['a', 'b'])],
    ['that was cut off', envelope(matrix(acme)).slice(0, -1)],
    ['with something behind it', `${envelope(matrix(acme))}{}`],
    ['with only its beginning', '{"status":"success","data":{"resultType":"'],
    ['without anything', ''],
  ])('is not one %s', (_, text) => {
    expect(isPlainAnswer(text)).toBe(false);
  });

  it('holds what the scanner finds in it, and nothing beside', () => {
    const label = fc.oneof(
      fc.string(),
      fc.constantFrom('},"values":', '}}', ']}', '"', '\\', '},{'),
    );
    const labels = fc.dictionary(label, label, { maxKeys: 3 });
    const samples = fc.record({ values: fc.array(fc.tuple(fc.nat(), label)) });
    const one = fc.record({ metric: labels, values: fc.array(fc.tuple(fc.nat(), label)) });
    const data = fc.oneof(
      fc.record({ resultType: fc.constant('matrix'), result: fc.array(one) }),
      fc.jsonValue(),
      samples,
    );
    const key = fc.oneof(fc.constantFrom('warnings', 'infos', 'stats', 'data', 'status'), label);
    const answer = fc.record({ data, beside: fc.dictionary(key, fc.jsonValue(), { maxKeys: 2 }) });
    fc.assert(
      fc.property(answer, fc.constantFrom('', ' ', '\n'), (asked, space) => {
        const text = `${envelope(asked.data, asked.beside).replace(/,"(\w+)":/g, `${space},"$1":`)}`;
        const bytes = Buffer.from(text);
        if (!isPlainAnswer(bytes.toString('latin1'))) return;
        const found: Buffer[] = [];
        const scanner = new EnvelopeScanner((chunk) => void found.push(Buffer.from(chunk)));
        scanner.push(bytes);
        expect(scanner.end()).toEqual({ kind: 'ok', beside: { status: 'success' } });
        expect(text.trimEnd()).toBe(`{"status":"success","data":${Buffer.concat(found)}}`);
      }),
      { seed: 20261120, numRuns: 3_000 },
    );
  });
});
