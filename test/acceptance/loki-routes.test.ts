import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LOKI_ROUTES } from '../../queries/proxy/loki/loki-routes.ts';
import { scanStreamSelectors } from '../conformance/logql-scanner.ts';
import { type LokiLab, startLokiLab } from '../support/loki-lab.ts';
import { LOKI_QUESTIONS, type LokiQuestionForm, STREAMS_RANGE } from '../support/loki-questions.ts';
import { ownersIn, twoTenantStreams } from '../support/loki-streams.ts';
import { type ScriptedLoki, startScriptedLoki } from '../support/scripted-loki.ts';

let loki: ScriptedLoki;
let lab: LokiLab;

beforeAll(async () => {
  loki = await startScriptedLoki(twoTenantStreams());
  lab = await startLokiLab({
    clusters: { eu1: loki.url },
    environments: { 'acme.shop.prod': 'eu1/acme', 'globex.shop.prod': 'eu1/globex' },
  });
});
beforeEach(() => loki.forget());
afterAll(async () => {
  await lab.stop();
  await loki.stop();
});

/** Selectors of people who try, as seen by a tenant whose namespace is `$own`. */
const SELECTORS = [
  '{app="shop"}',
  '{ns="globex"}',
  '{ns="acme"}',
  '{ns!="$own"}',
  '{ns!~"$own", app="shop"}',
  '{ns=~".+"}',
  '{ns=~"acme|globex"}',
  '{ns="", app="shop"}',
  '{ns!~".+", app="shop"}',
  '{ns="globex", ns="$own"}',
  '{ns="$own", ns="globex"}',
  '{secret=~".+"}',
  '{app="shop" /* } */}',
  '{app="shop" #}\n}',
  '{/* { */ app=`shop`}',
  '{app=~`s.*`}',
  '{ app = "shop" , secret != "}" }',
];

const ROUTES = LOKI_ROUTES.filter(({ path }) => LOKI_QUESTIONS[path] !== null);
const TENANTS = ['acme', 'globex'] as const;

/** The answer's text, or what a tail has sent. */
async function ask(
  tenant: string,
  path: string,
  method: string,
  question: LokiQuestionForm,
): Promise<{ readonly status: number; readonly text: string }> {
  const form = new URLSearchParams(question).toString();
  const url = `/scopes/${tenant}/loki/${path.replace('{name}', 'secret')}`;
  const headers = { authorization: `Bearer ${tenant}` };
  if (path.endsWith('/tail')) {
    const { socket, messages, closed } = await lab.tail(`${url}?${form}`, headers);
    await expect.poll(() => loki.tails.size > 0 || closed() !== null).toBe(true);
    // What is there already comes in one message, or never.
    const status = closed() === null ? 101 : 400;
    if (status === 101) {
      for (const tail of loki.tails) tail.socket.send('{"streams":[],"mark":true}');
      await expect.poll(() => messages.some((text) => text.includes('mark'))).toBe(true);
    }
    socket.terminate();
    await expect.poll(() => loki.tails.size).toBe(0);
    return { status, text: messages.join('') };
  }
  const answer =
    method === 'GET'
      ? await lab.send({ path: `${url}?${form}`, headers })
      : await lab.send({
          method,
          path: url,
          headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
          body: form,
        });
  return { status: answer.status, text: answer.body };
}

/** Every selector that left for the backend. */
function sentSelectors(): readonly string[] {
  return loki.seen.flatMap(({ form }) =>
    ['query', 'match', 'match[]'].flatMap((name) => form.getAll(name).flatMap(scanStreamSelectors)),
  );
}

describe('every route of the scoped Loki API', () => {
  it('has its questions here', () => {
    expect(Object.keys(LOKI_QUESTIONS).sort()).toEqual(LOKI_ROUTES.map(({ path }) => path).sort());
  });

  describe.each(
    ROUTES.flatMap((route) => route.methods.map((method) => [method, route.path] as const)),
  )('%s %s', (method, path) => {
    it.each(TENANTS)('shows %s its own streams and nothing else', async (tenant) => {
      const question = LOKI_QUESTIONS[path];
      if (!question) throw new Error('a route without question');
      const { status, text } = await ask(tenant, path, method, question('{app="shop"}'));
      expect([200, 101]).toContain(status);
      const hasNoNames = /stats$|\/labels?$|detected_labels$/.test(path);
      expect(ownersIn(text)).toEqual(
        hasNoNames ? ownersIn(text).filter((o) => o === tenant) : [tenant],
      );
    });

    it.each(TENANTS.flatMap((tenant) => SELECTORS.map((selector) => [tenant, selector] as const)))(
      'keeps %s inside with %s',
      async (tenant, selector) => {
        const question = LOKI_QUESTIONS[path];
        if (!question) throw new Error('a route without question');
        const own = selector.replaceAll('$own', tenant);
        const { status, text } = await ask(tenant, path, method, question(own));
        expect([200, 101, 400]).toContain(status);
        expect(ownersIn(text).filter((owner) => owner !== tenant)).toEqual([]);
        const sent = sentSelectors();
        if (status !== 400) expect(sent.length).toBeGreaterThan(0);
        for (const one of sent) expect(one.startsWith(`ns="${tenant}"`), one).toBe(true);
        for (const { form } of loki.seen) expect(form.getAll('query').length).toBeLessThan(2);
      },
    );
  });

  it.each(
    ROUTES.filter(({ path }) => /labels?$|values$|series$/.test(path)).flatMap(
      ({ path, methods }) => methods.map((method) => [method, path] as const),
    ),
  )('%s %s without a selector asks for the scope', async (method, path) => {
    for (const question of [
      { ...STREAMS_RANGE },
      { ...STREAMS_RANGE, [path.endsWith('series') ? 'match' : 'query']: '{}' },
    ]) {
      if (path.includes('detected_field/')) continue;
      loki.forget();
      const { status, text } = await ask('acme', path, method, question);
      expect([status, ownersIn(text).filter((owner) => owner !== 'acme')]).toEqual([200, []]);
      expect(sentSelectors()).toEqual(['ns="acme"']);
    }
  });

  it.each(['index/stats', 'index/volume', 'patterns', 'detected_fields'])(
    '%s takes {} as the whole scope, and nothing at all as a mistake',
    async (path) => {
      const bare = await ask('acme', `loki/api/v1/${path}`, 'GET', {
        ...STREAMS_RANGE,
        query: '{}',
      });
      expect(bare.status).toBe(200);
      expect(sentSelectors()).toEqual(['ns="acme"']);
      const none = await ask('acme', `loki/api/v1/${path}`, 'GET', STREAMS_RANGE);
      expect(none.status).toBe(400);
      expect(loki.seen).toHaveLength(1);
    },
  );
});
