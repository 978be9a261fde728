import { TELLTALE_AT_S } from '../support/telltale-prometheus.ts';
import { type Aim, namesIn, type TenantId } from './attack.ts';
import { LOGQL_TEXTS } from './logql-texts.data.ts';
import { PROMQL_TEXTS } from './promql-texts.data.ts';
import { WORDS } from './words.ts';

type Body = Readonly<Record<string, unknown>>;

/** A body that is sent, and what it is called. */
export interface NamedBody {
  readonly name: string;
  readonly body: Body;
}

/** How an endpoint of a scope is asked so that a tenant sees its own, and how it is attacked. */
export interface ScopeEndpoint {
  readonly control: (tenant: TenantId) => Body;
  readonly sees: (tenant: TenantId) => string;
  readonly attacks: (tenant: TenantId, neighbour: TenantId) => readonly NamedBody[];
}

const at = { kind: 'instant', at: new Date(TELLTALE_AT_S * 1000).toISOString() } as const;
const range = {
  kind: 'range',
  start: new Date((TELLTALE_AT_S - 600) * 1000).toISOString(),
  end: at.at,
  step: '1m',
} as const;

const texts = (list: typeof PROMQL_TEXTS, names: Pick<Aim, 'tenant' | 'neighbour'>) =>
  list.map(({ name, text }) => ({ name, query: namesIn(text, names as Aim) }));

/** Names by which somebody might reach further. */
const sly = (other: TenantId): readonly string[] => [
  other,
  '*',
  `${other}*`,
  '*o*',
  '.*',
  `${other}.shop`,
  `${other}.shop.prod`,
  `x|${other}`,
  `x"} or {namespace="${other}`,
  `x",namespace=~".+`,
  'x\\',
  '$namespace',
  '$filters',
  '$?node',
  '',
  '\n',
];

const FILTERS = ['tenant', 'project', 'namespace', 'workload', 'pod', 'container', 'node'] as const;
const LEVELS = ['cluster', 'node', 'tenant', 'project', 'namespace', 'workload', 'pod'] as const;

function namedMetrics(other: TenantId): readonly NamedBody[] {
  const filtered = LEVELS.flatMap((level) =>
    FILTERS.map((filter) => ({
      name: `${level}, ${filter} of anybody`,
      body: { level, filters: { [filter]: ['*', other] }, time: at },
    })),
  );
  const written = sly(other).flatMap((text) => [
    { name: `pods of ${text}`, body: { level: 'pod', filters: { pod: [text] }, time: at } },
    { name: `namespace ${text}`, body: { level: 'pod', filters: { namespace: [text] }, time: at } },
    { name: `metric ${text}`, body: { level: 'pod', metrics: [text], time: at } },
    {
      name: `row ${text}`,
      body: { level: 'pod', resources: [{ namespace: other, pod: text }], time: at },
    },
    {
      name: `ranked by ${text}`,
      body: { level: 'pod', ranking: { by: text, order: 'asc' }, time: at },
    },
  ]);
  const all = LEVELS.flatMap((level) => [
    { name: `all of ${level}`, body: { level, time: at, withDetails: true } },
    { name: `all of ${level} over time`, body: { level, time: range } },
  ]);
  return [...filtered, ...written, ...all];
}

/** One for each endpoint of the API whose path names a scope. */
export const SCOPE_ENDPOINTS: Readonly<Record<string, ScopeEndpoint>> = {
  'scopes.explain': {
    control: () => ({ language: 'promql', query: 'shared_metric' }),
    sees: (tenant) => `namespace=\\"${tenant}\\"`,
    attacks: (tenant, neighbour) => [
      ...texts(PROMQL_TEXTS, { tenant, neighbour }).map(({ name, query }) => ({
        name,
        body: { language: 'promql', query },
      })),
      ...texts(LOGQL_TEXTS, { tenant, neighbour }).map(({ name, query }) => ({
        name,
        body: { language: 'logql', query },
      })),
    ],
  },
  'namedMetrics.explainEmpty': {
    control: () => ({ query: 'shared_metric{secret="x"}', time: at }),
    sees: (tenant) => WORDS[tenant],
    attacks: (tenant, neighbour) => [
      ...texts(PROMQL_TEXTS, { tenant, neighbour }).flatMap(({ name, query }) => [
        { name, body: { query, time: at } },
        { name: `${name}, over time`, body: { query, time: range } },
        {
          name: `${name}, and nothing`,
          body: { query: `(${query}\n) and nothing{secret="x"}`, time: at },
        },
      ]),
      ...sly(neighbour).flatMap((text) => [
        { name: `metric ${text}`, body: { metric: text, time: at } },
        {
          name: `filter ${text}`,
          body: { metric: 'pod_memory_usage_wo_cache', filters: { namespace: [text] }, time: at },
        },
      ]),
    ],
  },
  'namedMetrics.query': {
    control: () => ({ level: 'pod', time: at }),
    sees: (tenant) => WORDS[tenant],
    attacks: (_, neighbour) => namedMetrics(neighbour),
  },
};
