import { afterAll, beforeAll, expect, it } from 'vitest';
import { PROMETHEUS_ROUTES } from '../../queries/proxy/prometheus-routes.ts';
import { aimsAt } from '../adversary/aims.ts';
import { type Aim, bytesOf, namesIn, shotOf, shotOfText } from '../adversary/attack.ts';
import type { Field } from '../adversary/campaign.ts';
import { DENIED_EVERYWHERE, DENIED_PROMETHEUS } from '../adversary/denied-paths.data.ts';
import { PROMETHEUS_CONTROLS } from '../adversary/prometheus-controls.ts';
import { prometheusField } from '../adversary/prometheus-field.ts';
import { PROMQL_TEXTS } from '../adversary/promql-texts.data.ts';
import { comparable } from '../adversary/same-answer.ts';
import { SMUGGLING } from '../adversary/smuggling.data.ts';
import { foreignWord, TENANTS } from '../adversary/words.ts';
import { sendAll, sendBytes } from '../support/raw-http.ts';
import { requires } from '../support/requires.ts';
import { startTelltaleWorld, type TelltaleWorld } from '../support/telltale-prometheus.ts';

const AIMS = aimsAt('prometheus', PROMETHEUS_ROUTES, PROMETHEUS_CONTROLS);
const named = (aim: Aim) => [`${aim.method} ${aim.route} by ${aim.tenant}`, aim] as const;

/** Their answers are about written series at an instant, and so the same at any time. */
const TIMELESS = /v1.(query|query_range|series|labels|label.*values)$/;
/** Which of equals is taken is up to the order of storage. */
const TIES = /topk/;
const METHODS = ['GET', 'POST', 'PUT', 'DELETE'] as const;

requires('prometheus')('the scoped Prometheus API beside and between its routes', () => {
  let world: TelltaleWorld;
  let field: Field;

  beforeAll(async () => {
    world = await startTelltaleWorld();
    field = prometheusField(world);
  }, 60_000);
  afterAll(() => world?.stop());

  it.each(AIMS.filter(({ route }) => TIMELESS.test(route)).map(named))(
    '%s: is answered as if there were no neighbour',
    async (_, aim) => {
      const texts = PROMQL_TEXTS.filter(({ text }) => !TIES.test(text));
      const shots = [shotOf(aim), ...texts.map(({ text }) => shotOfText(aim, namesIn(text, aim)))];
      const requests = shots.map((shot) => ({ bytes: bytesOf(shot, aim.tenant), isHead: false }));
      const [mixed, alone] = await Promise.all([
        sendAll(field.url, requests, 4),
        sendAll(world.alone[aim.tenant].url, requests, 4),
      ]);
      const differences = mixed.flatMap((answer, index) => {
        const [here, there] = [answer, alone[index] ?? answer].map(comparable);
        const name = texts[index - 1]?.name ?? 'the control';
        return here === there
          ? []
          : [`${name}: ${here?.slice(0, 300)} alone ${there?.slice(0, 300)}`];
      });
      expect(differences).toEqual([]);
      expect(mixed.filter(({ body }) => body.includes('"value')).length).toBeGreaterThan(
        /v1.query/.test(aim.route) ? 20 : -1,
      );
    },
  );

  it.each(AIMS.filter(({ route }) => /v1.query$|federate$/.test(route)).map(named))(
    '%s: what is cut in several ways is cut in one',
    async (_, aim) => {
      const problems = await Promise.all(
        SMUGGLING.map(async ({ name, bytes }) => {
          const answer = await sendBytes(field.url, bytes(aim, aim.tenant));
          const word = foreignWord(answer, aim.tenant);
          const statuses = [...answer.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, code]) =>
            Number(code),
          );
          if (word !== null) return `${name}: shows ${word}`;
          if (statuses.some((status) => status >= 500)) return `${name}: ${answer.slice(0, 200)}`;
          // The hidden request asks for the neighbour: where it is heard at all, it is refused.
          const isLate = statuses.slice(1).some((status) => status < 400);
          return isLate ? `${name}: answered ${statuses.join(', ')}` : [];
        }),
      );
      expect(problems.flat()).toEqual([]);
    },
  );

  it.each(TENANTS)('knows no other path, by any method, for %s', async (tenant) => {
    field.forget();
    const base = `/scopes/${tenant}/prometheus`;
    const asked = [...DENIED_PROMETHEUS, ...DENIED_EVERYWHERE].flatMap((path) =>
      METHODS.map((method) => ({ method, target: `${base}/${path}?query=up&match%5B%5D=up` })),
    );
    const answers = await sendAll(
      field.url,
      asked.map(({ method, target }) => ({
        bytes: bytesOf({ method, target, headers: [], body: null }, tenant),
        isHead: false,
      })),
    );
    const problems = asked.flatMap(({ method, target }, index) => {
      const { status = 0, body = '' } = answers[index] ?? {};
      const isRefused = status === 404 && body.startsWith('{"status":"error"');
      return isRefused ? [] : [`${method} ${target}: ${status} ${body.slice(0, 100)}`];
    });
    expect(problems).toEqual([]);
    expect(field.left()).toEqual([]);
  });

  it('keeps the same words of two tenants apart, asked at once, cached or not', async () => {
    const aims = AIMS.filter(({ route }) => /v1.query(_range)?$/.test(route));
    const asked = Array.from({ length: 30 }, (_, round) =>
      aims.map((aim) => ({
        aim,
        shot: shotOf(aim, [
          ...aim.form.filter(([name]) => name !== 'query'),
          ['query', `shared_metric or vector(${round % 5})`],
        ]),
      })),
    ).flat();
    const answers = await sendAll(
      field.url,
      asked.map(({ aim, shot }) => ({ bytes: bytesOf(shot, aim.tenant), isHead: false })),
      16,
    );
    answers.forEach(({ status, body }, index) => {
      const tenant = asked[index]?.aim.tenant ?? 'acme';
      expect([status, foreignWord(body, tenant)]).toEqual([200, null]);
    });
  });
});
