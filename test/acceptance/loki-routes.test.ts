import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LOKI_ROUTES } from '../../queries/proxy/loki/loki-routes.ts';
import { scanStreamSelectors } from '../conformance/logql-scanner.ts';
import { type LokiLab, startLokiLab } from '../support/loki-lab.ts';
import { ownersIn, STREAMS_AT_S, twoTenantStreams } from '../support/loki-streams.ts';
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

const range = { start: String(STREAMS_AT_S - 60), end: String(STREAMS_AT_S + 60) };

type Question = Readonly<Record<string, string>>;

/** How a selector is asked for, by path; null: the route takes no selector. */
const QUESTIONS: Readonly<Record<string, ((selector: string) => Question) | null>> = {
  'loki/api/v1/query': (s) => ({ query: `sum by (secret) (count_over_time(${s}[5m]))` }),
  'loki/api/v1/query_range': (s) => ({ ...range, query: s, limit: '10' }),
  'loki/api/v1/labels': (s) => ({ ...range, query: s }),
  'loki/api/v1/label': (s) => ({ ...range, query: s }),
  'loki/api/v1/label/{name}/values': (s) => ({ ...range, query: s }),
  'loki/api/v1/series': (s) => ({ ...range, match: s, 'match[]': s }),
  'loki/api/v1/index/stats': (s) => ({ ...range, query: s }),
  'loki/api/v1/index/volume': (s) => ({ ...range, query: s, targetLabels: 'secret' }),
  'loki/api/v1/index/volume_range': (s) => ({ ...range, query: s, step: '15s' }),
  'loki/api/v1/patterns': (s) => ({ ...range, query: s, step: '15s' }),
  'loki/api/v1/detected_labels': (s) => ({ ...range, query: s }),
  'loki/api/v1/detected_fields': (s) => ({ ...range, query: `${s} | json`, line_limit: '100' }),
  'loki/api/v1/detected_field/{name}/values': (s) => ({ ...range, query: s }),
  'loki/api/v1/format_query': null,
  'loki/api/v1/status/buildinfo': null,
  'loki/api/v1/tail': (s) => ({ query: s, start: range.start }),
  'loki/api/v1/push': null,
  'prometheus/api/v1/rules': null,
  'prometheus/api/v1/alerts': null,
  'api/prom/rules': null,
  export: (s) => ({ ...range, query: s }),
};

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

const ROUTES = LOKI_ROUTES.filter(({ path }) => QUESTIONS[path] !== null);
const TENANTS = ['acme', 'globex'] as const;

/** The answer's text, or what a tail has sent. */
async function ask(
  tenant: string,
  path: string,
  method: string,
  question: Question,
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
    expect(Object.keys(QUESTIONS).sort()).toEqual(LOKI_ROUTES.map(({ path }) => path).sort());
  });

  describe.each(
    ROUTES.flatMap((route) => route.methods.map((method) => [method, route.path] as const)),
  )('%s %s', (method, path) => {
    it.each(TENANTS)('shows %s its own streams and nothing else', async (tenant) => {
      const question = QUESTIONS[path];
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
        const question = QUESTIONS[path];
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
      { ...range },
      { ...range, [path.endsWith('series') ? 'match' : 'query']: '{}' },
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
      const bare = await ask('acme', `loki/api/v1/${path}`, 'GET', { ...range, query: '{}' });
      expect(bare.status).toBe(200);
      expect(sentSelectors()).toEqual(['ns="acme"']);
      const none = await ask('acme', `loki/api/v1/${path}`, 'GET', range);
      expect(none.status).toBe(400);
      expect(loki.seen).toHaveLength(1);
    },
  );
});
