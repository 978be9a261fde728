import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EnvelopeScanner } from './envelope-scanner.ts';

function scan(text: string, size = 7) {
  const data: Buffer[] = [];
  const scanner = new EnvelopeScanner((chunk) => data.push(Buffer.from(chunk)));
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size)
    if (!scanner.push(bytes.subarray(at, at + size))) break;
  return { data: Buffer.concat(data).toString(), end: scanner.end() };
}

describe('EnvelopeScanner', () => {
  it.each([
    [
      'data between',
      '{"status":"success","data":{"a":[1.50,"}\\"]"]},"warnings":["w"]}',
      '{"a":[1.50,"}\\"]"]}',
    ],
    ['data first, spaces', ' { "data" : [ 1 , 2 ] , "status" : "success" } ', '[ 1 , 2 ] '],
    ['a scalar', '{"status":"success","data":"x,y}"}', '"x,y}"'],
    ['null', '{"data":null,"status":"success"}', 'null'],
  ])('hands on %s untouched', (_, text, data) => {
    for (const size of [1, 3, 1000]) {
      const outcome = scan(text, size);
      expect(outcome.data).toBe(data);
      expect(outcome.end).toMatchObject({ kind: 'ok', beside: { status: 'success' } });
    }
  });

  it('takes only the first data member', () => {
    expect(scan('{"data":1,"data":2}')).toMatchObject({
      data: '1',
      end: { kind: 'ok', beside: { data: 2 } },
    });
  });

  it.each([
    ['', 'truncated'],
    ['{"data":[1', 'truncated'],
    ['<html>', 'not_an_object'],
    ['[1]', 'not_an_object'],
    ['{"status":"success"}', 'no_data'],
    ['{"data":1}{"data":2}', 'not_an_object'],
    [`{"x":"${'a'.repeat(300_000)}","data":1}`, 'beside_too_large'],
  ])('refuses %.30j as %s', (text, problem) => {
    expect(scan(text, 4096).end).toEqual({ kind: 'unusable', problem });
  });

  it('splits any envelope as JSON.parse would', () => {
    fc.assert(
      fc.property(
        fc.json(),
        fc.array(fc.string()),
        fc.integer({ min: 1, max: 9 }),
        (data, warnings, size) => {
          const outcome = scan(
            `{"status":"success","data":${data},"warnings":${JSON.stringify(warnings)}}`,
            size,
          );
          expect(JSON.parse(outcome.data)).toEqual(JSON.parse(data));
          expect(outcome.end).toEqual({ kind: 'ok', beside: { status: 'success', warnings } });
        },
      ),
      { seed: 42, numRuns: 200 },
    );
  });
});
