import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AnswerOutcome, AnswerStream } from './answer-stream.ts';

interface Case {
  readonly chunks: readonly string[];
  readonly warnings: readonly string[];
}

let server: Server;
let asked: Case;
let settled: AnswerOutcome[];

beforeAll(async () => {
  server = createServer((_, response) => {
    const stream = new AnswerStream({
      response,
      backendUrl: 'http://backend:9090',
      maxBytes: 1_000_000,
      warnings: asked.warnings,
      onSettled: (outcome) => settled.push(outcome),
    });
    stream.attach({ resume: () => undefined, abort: () => undefined });
    stream.head(200);
    for (const chunk of asked.chunks) stream.data(Buffer.from(chunk));
    stream.done();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(() => {
  server.close();
});

async function answer(chunks: readonly string[], warnings: readonly string[] = []) {
  asked = { chunks, warnings };
  settled = [];
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/`);
  return { text: await response.text(), length: response.headers.get('content-length') };
}

/** An answer of two series of two tenants; labels are not ASCII, so that bytes are not characters. */
function vector(padding: number): string {
  const series = ['acme', 'globex'].map(
    (tenant) => `{"metric":{"tenant":"${tenant} – München"},"value":[1,"${'1'.repeat(padding)}"]}`,
  );
  return `{"status":"success","data":{"resultType":"vector","result":[${series.join(',')}]}}`;
}

describe('an answer passes byte for byte', () => {
  it.each([
    ['small, in one piece', 1],
    ['just over what goes out as a string', 1_024],
    ['large, and still whole', 20_000],
    ['too large to be held', 50_000],
  ])('%s', async (_, padding) => {
    const text = vector(padding);
    const answered = await answer([text.slice(0, 70), text.slice(70)]);
    expect(answered.text).toBe(text);
    expect(settled).toEqual([{ error: null, brokenOff: false, droppedNotes: 0 }]);
  });

  it('with its length where it came whole', async () => {
    const text = vector(1);
    expect((await answer([text])).length).toBe(String(Buffer.byteLength(text)));
  });

  it.each([
    ['small', 1],
    ['large', 20_000],
  ])('%s, with our own warnings beside it and without those of the backend', async (_, padding) => {
    const said = `${vector(padding).slice(0, -1)},"warnings":["http://10.0.0.1 says: globex"]}`;
    const { text } = await answer([said], ['environment prüf is left out']);
    expect(text).toBe(
      `${vector(padding).slice(0, -1)},"warnings":["environment prüf is left out"]}`,
    );
    expect(settled).toEqual([{ error: null, brokenOff: false, droppedNotes: 1 }]);
  });
});
