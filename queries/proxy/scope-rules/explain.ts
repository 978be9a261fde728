import { assertNever } from '../../../platform/model/assert-never.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import type { Scope } from '../../../platform/tenancy/scope.ts';
import { RegexJudge } from '../../regex/regex-judge.ts';
import type { JudgedSelector } from '../../scope/contradictions.ts';
import type { LeftOutPair, SelectorReach } from '../../scope/pairs-readable.ts';
import { type AskedCluster, type BackendPart, planBackends } from '../backend-plan.ts';
import { PROMETHEUS_ROUTES } from '../prometheus-routes.ts';
import { exemptEverywhere } from './exempt-everywhere.ts';
import { type ReadQuery, readQuery } from './explain-language.ts';
import { contradictionsOn, explainPart } from './explain-part.ts';
import type {
  ExplainedAbsence,
  ExplainedRefusal,
  QueryLanguage,
  ScopeExplanation,
} from './explanation.ts';
import { readableOf } from './guarded-scopes.ts';
import { logsReads } from './logs-reads.ts';
import { metricsReads } from './metrics-reads.ts';
import type { StrictMode } from './metrics-scope-rules.ts';

/** A query as it would be asked, with a scope that the authorizer granted. */
export interface ExplainQuestion {
  readonly language: QueryLanguage;
  readonly query: string;
  readonly scope: Scope;
  /** As the backend's API takes them. With `start` it is a range query, otherwise one at `end`, or now. */
  readonly times: { readonly start?: string; readonly end?: string; readonly step?: string };
}

/** What the explanation is made from. */
export interface ExplainWorld {
  readonly directory: Directory;
  /** As the question's language asks for them: `asMetricsCluster` or `asLogsCluster` of each. */
  readonly clusters: readonly AskedCluster[];
  readonly nowMs: number;
  readonly isStrict: StrictMode;
}

/**
 * What a query becomes for each backend of a scope: rewritten text, matchers and where they come
 * from, selectors, environments left out, or why it is refused. Asks no backend. Pure.
 */
export function explainScope(question: ExplainQuestion, world: ExplainWorld): ScopeExplanation {
  const { scope, language, query: text } = question;
  const about = { scope: String(scope), language, query: text };
  const query = readQuery(language, text);
  if (query.kind === 'refused') return { ...about, refusal: query.refusal, parts: [], leftOut: [] };
  const readable = readableOf(scope, world.clusters, () => readsOf(question, world));
  const leftOut = readable.kind === 'all' ? [] : readable.leftOut.map(absence);
  if (readable.kind === 'none') {
    const refusal = refused('past', readable.message);
    return { ...about, refusal, parts: [], leftOut };
  }
  const kept = readable.kind === 'all' ? null : new Set(readable.kept);
  const narrowed = kept === null ? scope : scope.narrowedTo((pair) => kept.has(pair));
  const planned = plan(narrowed, world);
  const asked = planned.parts.flatMap((part) => part.clusters);
  const refusing = world.isStrict(narrowed, asked) ? nowhereMet(query, planned.parts) : NONE;
  return {
    ...about,
    refusal: planned.refusal,
    leftOut,
    parts: planned.parts.map((part) =>
      explainPart({
        text,
        query,
        part,
        enforcement: enforcementOf(part, world),
        pairs: narrowed.pairs.filter(({ cluster }) => part.clusters.includes(cluster)),
        refusing,
      }),
    ),
  };
}

type Read = Extract<ReadQuery, { kind: 'ok' }>;

const NONE: ReadonlySet<JudgedSelector> = new Set();

/** Selectors that can match nothing on any of the backends, which strict mode refuses. */
function nowhereMet(query: Read, parts: readonly BackendPart[]): ReadonlySet<JudgedSelector> {
  const found = parts.map((part) => contradictionsOn(part, query));
  return new Set(query.selectors.filter((selector) => found.every((one) => one.has(selector))));
}

/** The backends of the scope, and why the query goes to none of them. */
function plan(
  scope: Scope,
  { directory, clusters }: ExplainWorld,
): { readonly refusal: ExplainedRefusal | null; readonly parts: readonly BackendPart[] } {
  const planned = planBackends(scope, directory, clusters);
  switch (planned.kind) {
    case 'refused':
      return { refusal: refused('not_expressible', planned.message), parts: [] };
    case 'missing': {
      const message = `cluster ${planned.cluster} has no backend for such a query`;
      return { refusal: refused('no_backend', message), parts: [] };
    }
    // Evaluated over nothing, see `answer-on-nothing.ts`.
    case 'empty':
      return { refusal: null, parts: [] };
    case 'parts': {
      const choices = scope.clusters.map((cluster) => `${scope}@${cluster}`).join(', ');
      const message = `scope ${scope} lies on several backends, and a query goes to exactly one; name a cluster: ${choices}`;
      const isOne = planned.parts.length === 1;
      return { refusal: isOne ? null : refused('several_backends', message), parts: planned.parts };
    }
    default:
      return assertNever(planned);
  }
}

function readsOf(
  { language, query, times, scope }: ExplainQuestion,
  { nowMs, clusters }: ExplainWorld,
): readonly SelectorReach[] {
  const { start, end, step } = times;
  const given: [string, string][] =
    start === undefined
      ? entries({ time: end })
      : entries({ start, end: end ?? String(nowMs / 1000), step: step ?? '60' });
  if (language === 'logql') {
    return logsReads({ texts: [query], passed: new Map(given) }, nowMs, new RegexJudge());
  }
  const path = start === undefined ? 'api/v1/query' : 'api/v1/query_range';
  const route = PROMETHEUS_ROUTES.find((one) => one.path === path);
  if (!route) throw new TypeError(`no route ${path}`);
  const asked = { query, selectors: null, passed: given };
  return metricsReads(route, asked, { nowMs, exemptMetrics: exemptEverywhere(scope, clusters) });
}

function entries(values: Readonly<Record<string, string | undefined>>): [string, string][] {
  return Object.entries(values).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  );
}

function enforcementOf({ clusters }: BackendPart, world: ExplainWorld) {
  const found = world.clusters.find(({ id }) => clusters.includes(id));
  if (!found) throw new TypeError('a part of no cluster');
  return found.enforcement;
}

function absence({ pair, message }: LeftOutPair): ExplainedAbsence {
  const { tenant, project, id, cluster, namespace, readableFromMs } = pair;
  const environment = `${tenant}.${project}.${id}`;
  return { environment, cluster, namespace, readableFromMs: readableFromMs ?? 0, message };
}

function refused(reason: string, message: string): ExplainedRefusal {
  return { reason, message, position: null };
}
