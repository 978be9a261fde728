import type { ServerResponse } from 'node:http';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { lokiInstants } from '../support/loki-instants.ts';
import { type LokiLab, type LokiLabOptions, startLokiLab } from '../support/loki-lab.ts';
import {
  type LokiRequest,
  type ScriptedLoki,
  startScriptedLoki,
} from '../support/scripted-loki.ts';

const NOW_S = 1_800_000_000;
const MAX_ANSWER_BYTES = 100_000;
const MAX_RESPONSE_BYTES = 150_000;
const query = encodeURIComponent('rate({app="shop"}[5m])');
/** Settled as a whole. */
const settled = `query=${query}&start=${NOW_S - 10_800}&end=${NOW_S - 7_200}&step=60`;

describe('metric queries over logs that are not simply kept', () => {
  let loki: ScriptedLoki;
  let lab: LokiLab;
  let clock: VirtualClock;

  beforeAll(async () => {
    loki = await startScriptedLoki([]);
    return () => loki.stop();
  });
  beforeEach(() => {
    loki.forget();
    loki.answer((response, request) => answerMatrix(response, request));
    clock = new VirtualClock(NOW_S * 1_000);
  });
  afterEach(() => lab?.stop());

  async function start(options: Partial<LokiLabOptions> = {}): Promise<void> {
    lab = await startLokiLab({
      clusters: { eu1: loki.url },
      environments: { 'acme.shop.prod': 'eu1/acme', 'globex.shop.prod': 'eu1/globex' },
      clock,
      maxResponseBytes: MAX_RESPONSE_BYTES,
      rangeCache: {
        maxBytes: 1_000_000,
        maxAnswerBytes: MAX_ANSWER_BYTES,
        untrustedMs: { promql: 0, logql: 3_600_000 },
        keepMs: 3_600_000,
      },
      ...options,
    });
  }

  interface Answered {
    readonly moved?: number;
    readonly padding?: string;
    readonly beside?: object;
  }

  function answerMatrix(
    response: ServerResponse,
    { form }: LokiRequest,
    { moved = 0, padding = '', beside = {} }: Answered = {},
  ): true {
    const values = lokiInstants(form, clock.nowMs()).map((ms) => [ms / 1_000 + moved, '1']);
    const [, ns = ''] = /ns(?:=~?)"([^"]+)"/.exec(form.get('query') ?? '') ?? [];
    const data = { resultType: 'matrix', result: [{ metric: { ns, padding }, values }], stats: {} };
    response.end(JSON.stringify({ status: 'success', ...beside, data }));
    return true;
  }

  const ask = (form = settled) =>
    lab.send({ path: `/scopes/acme/loki/loki/api/v1/query_range?${form}` });
  /** Asks twice. @returns both statuses, and the starts that Loki was asked for */
  async function twice(form = settled) {
    const answers = [await ask(form), await ask(form)];
    return {
      bodies: answers.map(({ body }) => body),
      statuses: answers.map(({ status }) => status),
      starts: loki.seen.map(({ form: asked }) => Number(asked.get('start')) - NOW_S),
    };
  }

  it('are kept where nothing stands against it', async () => {
    await start();
    const { bodies, starts } = await twice();
    expect(bodies[1]).toBe(bodies[0]);
    expect(bodies[0]).toMatch(/^\{"status":"success","data":\{"resultType":"matrix","result":\[/);
    expect(bodies[0]).toMatch(/\],"stats":\{\}\}\}$/);
    expect(starts).toEqual([-10_800]);
  });

  it('go past with warnings of ours', async () => {
    const environments = { 'acme.shop.prod': 'eu1/acme', 'acme.shop.new': 'eu1/globex-old' };
    await start({ environments, readableFrom: { 'eu1/globex-old': (NOW_S - 60) * 1_000 } });
    const { bodies, starts } = await twice();
    expect(starts).toEqual([-10_800, -10_800]);
    for (const body of bodies) {
      expect(JSON.parse(body).warnings).toEqual([expect.stringContaining('acme.shop.new')]);
      expect(body).toContain('"ns":"acme"');
    }
  });

  it('leave out what was somebody else’s, also where Loki itself begins earlier', async () => {
    const environments = { 'acme.shop.prod': 'eu1/acme', 'acme.shop.new': 'eu1/globex-old' };
    await start({ environments, readableFrom: { 'eu1/globex-old': (NOW_S - 900) * 1_000 } });
    const own = 'rate({ns="acme",app="shop"}[5m])';
    const all = 'rate({ns=~"acme|globex-old",app="shop"}[5m])';
    const asked: readonly (readonly [string, string])[] = [
      [`start=${NOW_S - 60}&step=60`, all],
      [`since=10m&end=${NOW_S + 9_000}&step=60`, all],
      [`since=20m&end=${NOW_S + 9_000}&step=60`, own],
      [`end=${NOW_S + 90_000}&step=60`, own],
      [`start=${NOW_S - 60}&end=${NOW_S + 86_400_000}`, own],
    ];
    for (const [range, expected] of asked) {
      await ask(`query=${query}&${range}`);
      expect([range, loki.seen.at(-1)?.form.get('query')]).toEqual([range, expected]);
    }
  });

  it('pass on what Loki warns of, and are not kept', async () => {
    await start();
    const warnings = [
      'maximum number of series (500) reached for a single query; returning partial results',
      'store 10.0.0.7 is away',
    ];
    loki.answer((response, request) => answerMatrix(response, request, { beside: { warnings } }));
    const { bodies, starts } = await twice();
    expect(bodies.map((body) => JSON.parse(body).warnings)).toEqual([
      warnings.slice(0, 1),
      warnings.slice(0, 1),
    ]);
    expect(starts).toEqual([-10_800, -10_800]);
    expect(await lab.exposed()).toMatch(/^tocsin_scoped_log_notes_dropped_total 2$/m);
  });

  it('go past for a while where Loki answers other instants', async () => {
    await start();
    loki.answer((response, request) => answerMatrix(response, request, { moved: 1 }));
    const { bodies, starts } = await twice();
    expect(bodies[0]).toContain(`[${NOW_S - 10_800 + 1},"1"]`);
    expect(starts).toEqual([-10_800, -10_800, -10_800]);
    expect(await lab.exposed()).toMatch(
      /^tocsin_range_cache_bypasses_total\{language="logql",reason="shape"\} 2$/m,
    );
  });

  it('go past where an answer is too large to be kept, and end where it is too large', async () => {
    await start();
    const padded = (length: number) =>
      loki.answer((response, request) =>
        answerMatrix(response, request, { padding: 'x'.repeat(length) }),
      );
    padded(MAX_ANSWER_BYTES);
    expect((await twice()).statuses).toEqual([200, 200]);
    padded(MAX_RESPONSE_BYTES);
    const cut = await ask(settled.replace('step=60', 'step=120')).catch(() => 'cut');
    expect(cut).not.toMatchObject({ status: 200 });
  });

  it.each<[string, (response: ServerResponse) => void, readonly [number, RegExp]]>([
    [
      'a failure of Loki',
      (response) => void response.writeHead(500).end('ingester 10.0.0.7 is away'),
      [502, /^the log backend answered with status 500 and nothing that can be shown/],
    ],
    [
      'an answer that breaks off',
      (response) => {
        response.writeHead(200, { 'content-length': 1_000 });
        response.write('{"status":"success",', () => response.destroy());
      },
      [502, /^the log backend broke off its answer/],
    ],
    [
      'an answer that is none',
      (response) => void response.end('<html>'),
      [502, /^what the log backend answered is not an answer of Loki's API/],
    ],
    [
      'a limit of Loki',
      (response) => void response.writeHead(429).end('too many outstanding requests'),
      [429, /^too many outstanding requests/],
    ],
  ])('tell of %s in Loki’s words, and forget it', async (_name, fail, [status, text]) => {
    await start();
    loki.answer((response) => {
      fail(response);
      return true;
    });
    const failed = await ask();
    expect([failed.status, failed.body]).toEqual([status, expect.stringMatching(text)]);
    expect(lab.log.filter((line) => line.includes('log backend failed'))).toHaveLength(
      status === 502 ? 1 : 0,
    );
    loki.answer((response, request) => answerMatrix(response, request));
    expect((await ask()).status).toBe(200);
    expect(loki.seen).toHaveLength(2);
  });

  it('go to one backend, or name the choices', async () => {
    const clusters = { eu1: loki.url, us1: loki.url.replace('127.0.0.1', 'localhost') };
    await start({
      clusters,
      environments: { 'acme.shop.prod': 'eu1/acme', 'acme.far.prod': 'us1/acme' },
    });
    const answer = await ask();
    const choices = 'name a cluster: acme@eu1, acme@us1';
    expect([answer.status, answer.body]).toEqual([422, expect.stringContaining(choices)]);
    expect(loki.seen).toHaveLength(0);
  });
});
