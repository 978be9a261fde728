import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ACME_API, type ScopedLab, startScopedLab } from '../support/scoped-lab.ts';
import type { ScriptedBackend } from '../support/scripted-backend.ts';

const base = ACME_API;
let lab: ScopedLab;
let backend: ScriptedBackend;
let send: ScopedLab['send'];

beforeAll(async () => {
  lab = await startScopedLab();
  ({ backend, send } = lab);
});
beforeEach(() => backend.forget());
afterAll(() => lab.stop());

describe('what a backend answers', () => {
  const query = () => send({ path: `${base}/query?query=up` });

  it('keeps numbers and unknown members of data as they came', async () => {
    const data =
      '{"resultType":"vector","result":[{"metric":{},"value":[1699999940.500,"1e-07"]}],"stats":{"x":1.0}}';
    backend.answer((response) =>
      response.end(`{"status":"success","data":${data},"secretMember":1}`),
    );
    expect((await query()).body).toBe(`{"status":"success","data":${data}}`);
  });

  it('passes known warnings without positions and drops others', async () => {
    backend.answer((response) =>
      response.end(
        JSON.stringify({
          status: 'success',
          data: {},
          warnings: ['fetching series {ns="globex"} from store 10.1.2.3:10901 failed'],
          infos: [
            'PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "up" (1:6)',
          ],
        }),
      ),
    );
    expect(JSON.parse((await query()).body)).toEqual({
      status: 'success',
      data: {},
      infos: [
        'PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "up"',
      ],
    });
  });

  it.each([
    ['HTML', 200, '<html>'],
    ['half an answer', 200, '{"status":"success","data":{"result":['],
    ['an array', 200, '[]'],
    ['an error as success', 200, '{"status":"error","data":null,"errorType":"x","error":"y"}'],
    ['no data', 200, '{"status":"success"}'],
    ['401 of the backend', 401, 'who are you'],
    ['404 of the backend', 404, '404 page not found'],
    ['garbage with 400', 400, 'nope'],
    ['a redirect', 302, ''],
    ['partial content', 206, '{"status":"success","data":1}'],
    ['500', 500, '{"status":"error","errorType":"internal","error":"disk /var/lib on 10.0.0.1"}'],
  ])('answers 502 to %s, without the body', async (_, status, body) => {
    backend.answer((response) =>
      response.writeHead(status, { location: 'http://169.254.169.254/' }).end(body),
    );
    const answer = await query();
    expect(answer.status).toBe(502);
    expect(JSON.parse(answer.body)).toMatchObject({ status: 'error', errorType: 'unavailable' });
    expect(answer.body).not.toMatch(/169\.254|10\.0\.0\.1|var\/lib|who are you/);
    expect(backend.seen).toHaveLength(1);
  });

  it('passes 422 with addresses removed', async () => {
    backend.answer((response) =>
      response.writeHead(422).end(
        JSON.stringify({
          status: 'error',
          errorType: 'execution',
          error: `many-to-many at ${backend.url}/x and 10.9.8.7:9090`,
        }),
      ),
    );
    const answer = await query();
    expect([answer.status, JSON.parse(answer.body).error]).toEqual([
      422,
      'many-to-many at <backend> and <backend>',
    ]);
  });

  it('answers 502 to an encoding nobody asked for', async () => {
    backend.answer((response) => response.writeHead(200, { 'content-encoding': 'br' }).end('xxxx'));
    expect((await query()).status).toBe(502);
  });

  it('answers 504 when the backend is slow, and cancels there', async () => {
    backend.answer(() => undefined);
    const answer = await query();
    expect([answer.status, JSON.parse(answer.body).errorType]).toEqual([504, 'timeout']);
    await expect.poll(() => backend.aborted()).toBe(1);
  });

  it('cuts the connection when a large answer breaks off', async () => {
    backend.answer((response) => {
      response.write(`{"status":"success","data":["${'x'.repeat(100_000)}"`);
      setImmediate(() => response.destroy());
    });
    await expect(query()).rejects.toThrow();
  });

  it('cuts the connection beyond the size limit, and refuses what is known to be too large', async () => {
    backend.answer((response) => {
      response.write('{"status":"success","data":["');
      for (let part = 0; part < 30; part++) response.write('x'.repeat(10_000));
      response.end('"]}');
    });
    await expect(query()).rejects.toThrow();
  });

  it('sends a large answer in full', async () => {
    const data = JSON.stringify(['x'.repeat(150_000)]);
    backend.answer((response) => response.end(`{"status":"success","data":${data}}`));
    expect((await query()).body).toBe(`{"status":"success","data":${data}}`);
  });

  it('cancels at the backend when the client goes away', async () => {
    backend.answer(() => undefined);
    const controller = new AbortController();
    const gone = fetch(`${lab.server.url}${base}/query?query=up`, {
      headers: { authorization: 'Bearer acme' },
      signal: controller.signal,
    });
    await expect.poll(() => backend.seen.length).toBe(1);
    controller.abort();
    await expect(gone).rejects.toThrow();
    await expect.poll(() => backend.aborted()).toBe(1);
  });

  it('logs a failing backend once, for the administrator, with its address', async () => {
    const before = lab.server.log.length;
    backend.answer((response) => response.end('<html>'));
    await query();
    expect(lab.server.log.length).toBe(before + 1);
    expect(lab.server.log.at(-1)).toContain(backend.url);
  });
});
