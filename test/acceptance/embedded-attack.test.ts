import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOKI_ROUTES } from '../../queries/proxy/loki/loki-routes.ts';
import { PROMETHEUS_ROUTES } from '../../queries/proxy/prometheus-routes.ts';
import { aimAt, aimsAt, otherMethods } from '../adversary/aims.ts';
import { type Aim, type Attack, bytesOf, shotOf } from '../adversary/attack.ts';
import { attackAll, shareOf } from '../adversary/campaign.ts';
import { FORGED_HEADERS } from '../adversary/headers.data.ts';
import { LOGQL_TEXTS } from '../adversary/logql-texts.data.ts';
import { LOKI_CONTROLS, type LokiControl } from '../adversary/loki-controls.ts';
import { ODD_PATHS } from '../adversary/paths.data.ts';
import { PROMETHEUS_CONTROLS } from '../adversary/prometheus-controls.ts';
import { PROMQL_TEXTS } from '../adversary/promql-texts.data.ts';
import { PUSH_BODIES } from '../adversary/push-bodies.data.ts';
import { REQUEST_SHAPES } from '../adversary/request-shapes.data.ts';
import { textAttacks } from '../adversary/text-attack.ts';
import { foreignWord, neighbourOf, TENANTS, WORDS } from '../adversary/words.ts';
import { pushedBy, WRITE_BODIES, writeAim } from '../adversary/write-bodies.ts';
import { STREAMS_AT_S } from '../support/loki-streams.ts';
import { sendAll } from '../support/raw-http.ts';
import {
  EMBEDDED_AUDITOR,
  embeddedSecret,
  startTelltaleEmbedded,
  type TelltaleEmbedded,
} from '../support/telltale-embedded.ts';

const SHAPES: readonly Attack[] = [...REQUEST_SHAPES, ...FORGED_HEADERS, ...ODD_PATHS];
/** These stores keep to the scope themselves, so that `info()` with one argument is answered. */
const BARE_INFO_ROW = 40;
const PROMQL = PROMQL_TEXTS.map(({ must, ...attack }) =>
  must === undefined || attack.rows.includes(BARE_INFO_ROW) ? attack : { ...attack, must },
);
const ATTACKS = {
  prometheus: [...textAttacks(PROMQL), ...SHAPES],
  loki: [...textAttacks(LOGQL_TEXTS), ...SHAPES],
} as const;

/** The embedded stores have no exemplars, and no rules of their own. */
const WORDLESS = new Set([
  'api/v1/query_exemplars',
  'api/v1/rules',
  'api/v1/alerts',
  'prometheus/api/v1/rules',
  'prometheus/api/v1/alerts',
]);

/** As for any Loki, but of streams whose lines have a field, and at the instant where they are. */
const FIELDS = `{app="shop"} | regexp "of (?P<word>.+)"`;
const controlOf = (path: string, more: Partial<LokiControl>): LokiControl => {
  const control = LOKI_CONTROLS[path] ?? { form: [] };
  return { ...control, ...more, form: [...control.form, ...(more.form ?? [])] };
};
const inStead = (path: string, more: Partial<LokiControl>, query: string): LokiControl => {
  const { form, ...control } = controlOf(path, more);
  return {
    ...control,
    form: form.map(([name, value]) => [name, name === 'query' ? query : value]),
  };
};
const EMBEDDED_CONTROLS: Readonly<Record<string, LokiControl>> = {
  ...LOKI_CONTROLS,
  'loki/api/v1/query': controlOf('loki/api/v1/query', {
    form: [['time', String(STREAMS_AT_S + 60)]],
  }),
  'loki/api/v1/index/volume_range': controlOf('loki/api/v1/index/volume_range', {
    form: [['targetLabels', 'secret']],
  }),
  'loki/api/v1/detected_fields': inStead(
    'loki/api/v1/detected_fields',
    { sees: () => '"label":"word"' },
    FIELDS,
  ),
  'loki/api/v1/detected_field/{name}/values': inStead(
    'loki/api/v1/detected_field/{name}/values',
    { name: 'word' },
    FIELDS,
  ),
};

/** There the built service has its interface, which is everybody's. */
const isOfRoute = ({ name }: Attack) => name !== 'path: an asterisk';

const isTail = ({ route }: Pick<Aim, 'route'>) => route.endsWith('/tail');
const isPush = ({ route }: Pick<Aim, 'route'>) => route.endsWith('/push');
/** What is pushed lies in the stores afterwards, and makes later answers longer. */
const AIMS = [
  ...aimsAt('prometheus', PROMETHEUS_ROUTES, PROMETHEUS_CONTROLS),
  ...aimsAt('loki', LOKI_ROUTES, EMBEDDED_CONTROLS),
].toSorted((a, b) => Number(isPush(a)) - Number(isPush(b)));
const ROUTES = [
  ...PROMETHEUS_ROUTES.map((route) => ['prometheus', route, PROMETHEUS_CONTROLS] as const),
  ...LOKI_ROUTES.map((route) => ['loki', route, EMBEDDED_CONTROLS] as const),
];
const named = (aim: Aim) =>
  [`${aim.api} ${aim.method} ${aim.route} by ${aim.tenant}`, aim] as const;

let world: TelltaleEmbedded;

beforeAll(async () => {
  world = await startTelltaleEmbedded();
}, 120_000);
afterAll(() => world?.stop());

describe('the embedded stores, asked by the owner', () => {
  it.each(AIMS.filter((aim) => !isTail(aim)).map(named))('%s: shows the own', async (_, aim) => {
    const bytes = bytesOf(shotOf(aim), world.field.tokenOf(aim));
    const [answer] = await sendAll(world.field.url, [{ bytes, isHead: false }], 1);
    const { head = '', body = '', status } = answer ?? {};
    expect(status, body).toBe(isPush(aim) ? 204 : 200);
    expect(foreignWord(`${head}${body}`, aim.tenant)).toBe(null);
    if (aim.isLocal || isPush(aim) || WORDLESS.has(aim.route)) return;
    const own =
      (aim.api === 'loki' && EMBEDDED_CONTROLS[aim.route]?.sees?.(aim.tenant)) || WORDS[aim.tenant];
    expect(body, 'an empty answer proves nothing').toContain(own);
  });
});

it('holds audit that only its reader sees, or it would prove nothing that nobody else does', async () => {
  const query = '{tocsin_audit="true"} | json';
  const form = new URLSearchParams({ query, start: '1600000000', end: '1800000000' });
  const ask = async (token: string) => {
    const url = `${world.field.url}/scopes/acme/loki/loki/api/v1/query_range?${form}`;
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(url, { headers })).text();
  };
  expect(await ask(EMBEDDED_AUDITOR)).toContain(`${WORDS.nobody}-in-acme`);
  expect(await ask(embeddedSecret('acme'))).toContain('"result":[]');
});

describe('the embedded stores under attack by a neighbour', () => {
  it.each(AIMS.map(named))('%s: every attack', async (_, aim) => {
    const usual = shareOf(ATTACKS[aim.api], aim);
    const attacks = isPush(aim) ? [...usual, ...PUSH_BODIES] : usual;
    // Without an upgrade there is no tail.
    const must = isTail(aim) ? 'refuse' : undefined;
    const { problems, shots } = await attackAll(
      world.field,
      aim,
      must ? attacks.filter(isOfRoute) : attacks,
      must,
    );
    expect(problems).toEqual([]);
    expect(shots).toBeGreaterThan(usual.length * 0.4);
  });

  it.each(
    ROUTES.flatMap(([api, route, controls]) =>
      TENANTS.map(
        (tenant) => [`${api} ${route.path} by ${tenant}`, api, route, controls, tenant] as const,
      ),
    ),
  )('%s, by other methods: every attack is refused', async (_, api, route, controls, tenant) => {
    const methods = otherMethods(route);
    for (const [index, method] of methods.entries()) {
      const aim = aimAt(api, route, method, tenant, controls[route.path]);
      const own = ATTACKS[api].filter((one, i) => isOfRoute(one) && i % methods.length === index);
      const { problems } = await attackAll(world.field, aim, own, 'refuse');
      expect(problems).toEqual([]);
    }
  });

  it.each(TENANTS)('%s: what is pushed lies in the own scope', async (tenant) => {
    const attacks = [...WRITE_BODIES, ...ODD_PATHS, ...FORGED_HEADERS];
    const { problems } = await attackAll(world.field, writeAim(tenant), attacks);
    expect(problems).toEqual([]);
    const query = (scope: 'acme' | 'globex') =>
      world.client(scope).get<{ data: { result: readonly { metric: unknown }[] } }>(
        `/scopes/${scope}/prometheus/api/v1/query?${new URLSearchParams({
          query: `count by (namespace) ({__name__="${pushedBy(tenant)}"})`,
        })}`,
      );
    const own = await query(tenant);
    expect(own.data.result.map(({ metric }) => metric)).toEqual([{ namespace: tenant }]);
    expect((await query(neighbourOf(tenant))).data.result).toEqual([]);
  });

  it('left no line of a neighbour in the own streams', async () => {
    for (const tenant of TENANTS) {
      const { data } = await world
        .client(tenant)
        .get<{ data: readonly string[] }>(
          `/scopes/${tenant}/loki/loki/api/v1/label/ns/values?start=1600000000&end=1800000000`,
        );
      expect(data).toEqual([tenant]);
    }
  });
});
