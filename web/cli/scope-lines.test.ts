import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { enforce } from '../../queries/scope/enforce.ts';
import { answerLine, mapLines } from './scope-lines.ts';

describe('mapLines', () => {
  it('answers every line in order', async () => {
    const lines = ['"up"', '"up{"', 'up', '', '5', '"sum(rate(x[5m]))"'];
    const output = new PassThrough();
    await mapLines(Readable.from([lines.join('\n')]), output, (query) =>
      answerLine(query, enforce(query, [{ name: 'tenant', op: '=', value: 'acme' }])),
    );
    output.end();
    const answers = (await text(output))
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(answers).toEqual([
      { query: 'up', scoped: 'up{tenant="acme"}' },
      { query: 'up{', error: '1:4: parse error: unexpected end of input inside braces' },
      { query: 'up', error: 'the line is not a JSON string' },
      { query: '5', error: 'the line is not a JSON string' },
      { query: 'sum(rate(x[5m]))', scoped: 'sum(rate(x{tenant="acme"}[5m]))' },
    ]);
  });
});
