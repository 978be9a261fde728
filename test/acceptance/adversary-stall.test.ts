import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textSource } from '../../alerting/rules/rule-draft.ts';
import { validateRule } from '../../alerting/rules/validate-rule.ts';
import { LOKI_ROUTES } from '../../queries/proxy/loki/loki-routes.ts';
import { PROMETHEUS_ROUTES } from '../../queries/proxy/prometheus-routes.ts';
import { matchesNames, nameListProblem } from '../../queries/templates/name-pattern.ts';
import { aimsAt } from '../adversary/aims.ts';
import { type Aim, bytesOf, type Pairs, shotOf, without } from '../adversary/attack.ts';
import { LOKI_CONTROLS } from '../adversary/loki-controls.ts';
import { PROMETHEUS_CONTROLS } from '../adversary/prometheus-controls.ts';
import {
  STALLING_PATTERNS,
  STALLING_QUERIES,
  STALLING_TEMPLATES,
  STALLING_VALUES,
} from '../adversary/stall.data.ts';
import { enforcementWith, metricsBackend } from '../support/backends.ts';
import { longestBlockMs } from '../support/event-loop.ts';
import { startLokiLab } from '../support/loki-lab.ts';
import { sendAll } from '../support/raw-http.ts';
import { startScopedServer } from '../support/scoped-server.ts';
import { startScriptedBackend } from '../support/scripted-backend.ts';
import { startScriptedLoki } from '../support/scripted-loki.ts';

/** What one request may hold up all others, in milliseconds. */
const MAX_BLOCK_MS = 250;

/** Long values, on which patterns have much to do. */
const LONG = 'a'.repeat(60);
const ENVIRONMENTS = Object.fromEntries([
  ['globex.shop.prod', 'eu1/globex'],
  ...Array.from({ length: 300 }, (_, i) => [`acme.shop.e${i}`, `eu1/${LONG}${i}`]),
]) as Readonly<Record<string, string>>;
const RULES = Array.from({ length: 1_000 }, (_, i) => ({
  name: `r${i}`,
  type: 'recording',
  query: 'a',
  labels: { namespace: `${LONG}0`, a: `${'a'.repeat(500)}${i}` },
}));

interface Service {
  readonly url: string;
  stop(): Promise<void>;
}

let prometheus: Service;
let loki: Service;

beforeAll(async () => {
  [prometheus, loki] = await Promise.all([startMetrics(), startLogs()]);
});
afterAll(async () => {
  await Promise.all([prometheus?.stop(), loki?.stop()]);
});

async function startMetrics(): Promise<Service> {
  const backend = await startScriptedBackend();
  backend.answer((response, { url }) => {
    const isRules = url.startsWith('/api/v1/rules');
    const data = isRules ? { groups: [{ name: 'g', rules: RULES }] } : [];
    response.end(JSON.stringify({ status: 'success', data }));
  });
  const cluster = {
    id: 'eu1',
    backend: metricsBackend(backend.url),
    enforcement: enforcementWith(),
  };
  const server = await startScopedServer({
    clusters: [cluster],
    environments: ENVIRONMENTS,
    isStrict: true,
  });
  return { url: server.url, stop: () => server.stop().then(() => backend.stop()) };
}

async function startLogs(): Promise<Service> {
  const store = await startScriptedLoki([]);
  store.answer((response) => {
    response.end('{"status":"success","data":[]}');
    return true;
  });
  const lab = await startLokiLab({
    clusters: { eu1: store.url },
    environments: ENVIRONMENTS,
    isStrict: true,
  });
  return { url: lab.url, stop: () => lab.stop().then(() => store.stop()) };
}

const urlOf = ({ api }: Aim) => (api === 'loki' ? loki.url : prometheus.url);

/** In the body where the route takes one, so that it may be long. */
async function ask(aim: Aim, form: Pairs): Promise<number> {
  const bytes = bytesOf(shotOf(aim, form), aim.api === 'loki' ? 'acme+' : 'acme');
  const [answer] = await sendAll(urlOf(aim), [{ bytes, isHead: false }], 1);
  return answer?.status ?? 0;
}

type Item = readonly [name: string, work: () => unknown];

/** Measured together first, since that is quicker than each alone. */
const TOGETHER = 40;

/** Names of what blocked for too long. */
async function stalls(items: readonly Item[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (let from = 0; from < items.length; from += TOGETHER) {
    const some = items.slice(from, from + TOGETHER);
    const blockedMs = await longestBlockMs(async () => {
      for (const [, work] of some) await work();
    });
    if (blockedMs > MAX_BLOCK_MS) for (const one of some) found.push(...(await stall(one)));
  }
  return found;
}

/** Each alone, three times, as others use the machine as well. */
async function stall([name, work]: Item): Promise<readonly string[]> {
  let least = Number.POSITIVE_INFINITY;
  for (let again = 0; again < 3 && least > MAX_BLOCK_MS; again++) {
    least = Math.min(least, await longestBlockMs(work));
  }
  return least > MAX_BLOCK_MS ? [`${name}: ${Math.round(least)} ms`] : [];
}

/** A string literal of either language; backticks are in none of the texts that need quoting. */
const literal = (text: string) => JSON.stringify(text);

/** Every place in which one of the languages takes a pattern or template. */
const PROMQL_PLACES: Readonly<Record<string, (pattern: string) => string>> = {
  'a matcher': (p) => `{a=~${literal(p)}}`,
  'a matcher of tenancy': (p) => `{namespace=~${literal(p)}}`,
  'a matcher that excludes': (p) => `{namespace!~${literal(p)},b=~".+"}`,
  'a matcher of names': (p) => `{__name__=~${literal(p)}}`,
  label_replace: (p) => `label_replace(a,"x","$1","y",${literal(p)})`,
};
const LOGQL_PLACES: Readonly<Record<string, (pattern: string) => string>> = {
  'a matcher': (p) => `{a=~${literal(p)},b="c"}`,
  'a matcher of tenancy': (p) => `{ns=~${literal(p)},b="c"}`,
  'a line filter': (p) => `{b="c"} |~ ${literal(p)}`,
  'a line filter that excludes': (p) => `{b="c"} !~ ${literal(p)}`,
  regexp: (p) => `{b="c"} | regexp ${literal(p)}`,
  'a label filter': (p) => `{b="c"} | a=~${literal(p)}`,
  pattern: (p) => `{b="c"} | pattern ${literal(p)}`,
  'a pattern filter': (p) => `{b="c"} |> ${literal(p)}`,
  'an address': (p) => `{b="c"} |= ip(${literal(p)})`,
  line_format: (p) => `{b="c"} | line_format ${literal(p)}`,
  label_format: (p) => `{b="c"} | label_format a=${literal(p)}`,
  json: (p) => `{b="c"} | json a=${literal(p)}`,
  label_replace: (p) => `label_replace(rate({b="c"}[1m]),"x","$1","y",${literal(p)})`,
};

const AIMS = [
  ...aimsAt('prometheus', PROMETHEUS_ROUTES, PROMETHEUS_CONTROLS),
  ...aimsAt('loki', LOKI_ROUTES, LOKI_CONTROLS),
].filter(({ tenant, route }) => tenant === 'acme' && route !== 'loki/api/v1/push');
/** By POST where there is one: more fits into it. */
const LONGEST = AIMS.filter(
  (aim) =>
    aim.method === 'POST' || !AIMS.some((one) => one.route === aim.route && one.method === 'POST'),
);
const named = (aim: Aim) => [`${aim.method} ${aim.api} ${aim.route}`, aim] as const;

describe('what a tenant writes holds nobody up', () => {
  it('is measured: a loop that holds everybody up is found', async () => {
    const idle = (): Item => ['nothing', () => undefined];
    const busy: Item = [
      'a loop',
      () => {
        const before = process.cpuUsage();
        let turns = 0;
        while (++turns % 1_000_000 > 0 || process.cpuUsage(before).user < 2_000 * MAX_BLOCK_MS);
      },
    ];
    expect(await stalls([idle(), busy, idle()])).toEqual([expect.stringContaining('a loop')]);
  });

  it.each(LONGEST.filter(({ textParameter }) => textParameter !== null).map(named))(
    '%s: patterns and templates, wherever they may stand, and queries without an end',
    async (_, aim) => {
      const places = Object.entries(aim.api === 'loki' ? LOGQL_PLACES : PROMQL_PLACES);
      const written = [...STALLING_PATTERNS, ...STALLING_TEMPLATES];
      // Where nothing but selectors is taken, the other places are refused before they are read.
      const texts = [
        ...places.flatMap(([place, write]) =>
          written.map(([name, text]) => [`${place}: ${name}`, write(text)] as const),
        ),
        ...STALLING_QUERIES,
      ];
      const parameter = aim.textParameter ?? '';
      const isProof = process.env.TOCSIN_PROOF === '1';
      const isMain = /\/query$|query_range$|rules$|format_query$|series$/.test(aim.route);
      const every = isProof ? 1 : isMain ? 3 : 12;
      const share = texts.filter((__, index) => index % every === 0);
      const items = share.map(
        ([name, text]) =>
          [
            name,
            () => ask(aim, [...without(aim.form, parameter), [parameter, aim.asText(text)]]),
          ] as const,
      );
      expect(await stalls(items)).toEqual([]);
    },
  );

  it.each(LONGEST.map(named))('%s: values of every parameter', async (_, aim) => {
    const routes = aim.api === 'loki' ? LOKI_ROUTES : PROMETHEUS_ROUTES;
    const known = [...(routes.find(({ path }) => path === aim.route)?.parameters ?? [])];
    const names = known.flatMap(([name, { kind }]) => (kind === 'ignored' ? [] : [name]));
    const isProof = process.env.TOCSIN_PROOF === '1';
    const items = ['unknown', ...names].flatMap((name, at) =>
      STALLING_VALUES.filter((__, index) => isProof || index % 3 === at % 3).map(
        ([what, value]) =>
          [
            `${name}: ${what}`,
            () => ask(aim, [...without(aim.form, name), [name, value]]),
          ] as const,
      ),
    );
    expect(await stalls(items)).toEqual([]);
  });

  it('in labels and annotations of rules', async () => {
    const context = {
      owner: 'acme',
      ladder: ['critical'],
      tenancyLabels: new Set(['namespace']),
      findTemplate: () => undefined,
    };
    const level = { severity: 'critical', operator: '>' as const, threshold: 1, for: '0' };
    const texts = [...STALLING_TEMPLATES, ...STALLING_PATTERNS, ...STALLING_QUERIES];
    const items = texts.map(([name, text]) => {
      const entries = new Map([['a', text.slice(0, 16_000)]]);
      const work = () =>
        validateRule(
          {
            name: text.slice(0, 1_000),
            scope: 'acme',
            source: textSource(text),
            interval: text.slice(0, 1_000),
            levels: [level],
            labels: entries,
            annotations: entries,
            channels: [],
            levelChange: 'any',
            enabled: true,
          },
          context,
        );
      return [name, work] as const;
    });
    expect(await stalls(items)).toEqual([]);
  });

  it('in names of named metrics', async () => {
    const values = Array.from({ length: 5_000 }, (_, i) => `${'a'.repeat(200)}${i}`);
    const lists = [
      ['stars', Array.from({ length: 20 }, (_, i) => `*${'a*'.repeat(200)}b${i}`)],
      ['long beginnings', Array.from({ length: 20 }, (_, i) => `${'a'.repeat(500)}*${i}`)],
      ['nearly all of it', Array.from({ length: 20 }, (_, i) => `*${'a'.repeat(150)}b*${i}`)],
      ['many names', Array.from({ length: 1_000 }, (_, i) => `${'a'.repeat(400)}${i}`)],
    ] as const;
    const items = lists.map(([name, names]) => {
      expect(nameListProblem(names)).toBe(null);
      return [name, () => values.filter((value) => matchesNames(value, names))] as const;
    });
    expect(await stalls(items)).toEqual([]);
  });
});
