import { AppError } from '../../platform/errors/app-error.ts';
import type { DeclaredTenancy } from '../../platform/tenancy/declared-tenancy.ts';
import { Directory } from '../../platform/tenancy/directory.ts';
import { scopeOfRule } from '../../platform/tenancy/rule-scope.ts';
import type { Scope } from '../../platform/tenancy/scope.ts';
import { parseScopeName } from '../../platform/tenancy/scope-name.ts';
import { asLogsCluster, asMetricsCluster } from '../../queries/proxy/asked-cluster.ts';
import {
  type AskedCluster,
  type BackendPart,
  planBackends,
} from '../../queries/proxy/backend-plan.ts';
import { type ExplainWorld, explainScope } from '../../queries/proxy/scope-rules/explain.ts';
import type {
  QueryLanguage,
  ScopeExplanation,
} from '../../queries/proxy/scope-rules/explanation.ts';
import { logqlTexts } from '../../queries/proxy/scope-rules/logs-scope-rules.ts';
import {
  findContradictions,
  promqlTexts,
} from '../../queries/proxy/scope-rules/refuse-contradictions.ts';
import { strictClusters } from '../../queries/proxy/scope-rules/strict-clusters.ts';
import { RegexJudge } from '../../queries/regex/regex-judge.ts';
import { contradictionMessage } from '../../queries/scope/contradictions.ts';
import { enforce } from '../../queries/scope/enforce.ts';
import { enforceLogql } from '../../queries/scope/enforce-logql.ts';
import { checkConfig } from '../server/check-config.ts';
import { readConfig } from './read-config.ts';
import type { ScopedText, ScopeQuery } from './scope-lines.ts';

/** A scope of the configuration and what is asked of it. */
export interface ConfiguredScopeOptions {
  readonly scope: string;
  /** Value of `--config`. */
  readonly config: string | undefined;
  readonly language: QueryLanguage;
}

/**
 * A scope of the declared tenants, on the clusters declared beside them.
 * Throws `AppError` when there is no such scope, or when it cannot be asked of one backend.
 */
export function configuredScope(options: ConfiguredScopeOptions): ScopeQuery {
  const { scope, directory, clusters } = openScope(options);
  const part = onlyPart(scope, directory, clusters);
  const exemptMetrics = new Set(part.exemptMetrics);
  const isStrict = strictClusters(() => clusters)(scope, part.clusters);
  const { language } = options;
  return (query) => {
    const refusal = isStrict ? contradictionOf(language, query, part) : null;
    if (refusal !== null) return refusal;
    return language === 'promql'
      ? enforce(query, part.matchers, {
          exemptMetrics,
          allowBareInfo: part.backend.within !== undefined,
        })
      : enforceLogql(query, part.matchers);
  };
}

/** In strict mode: why the query, which asks for values outside the scope, is refused. */
function contradictionOf(
  language: QueryLanguage,
  query: string,
  part: BackendPart,
): ScopedText | null {
  const texts =
    language === 'promql' ? promqlTexts(query, null) : logqlTexts([query], new RegexJudge());
  const [found] = findContradictions(texts, [part]);
  if (!found) return null;
  return { kind: 'refused', message: contradictionMessage(found.text, found.contradiction) };
}

/**
 * What the scope does to a query, and why. The configuration does not know who owned a namespace
 * before, so that the service may leave out environments that are shown here.
 * Throws `AppError` when there is no such scope.
 */
export function configuredWhy(
  options: ConfiguredScopeOptions,
  nowMs: number,
): (query: string) => ScopeExplanation {
  const { scope, ...world } = openScope(options);
  const { language } = options;
  const known: ExplainWorld = { ...world, nowMs, isStrict: strictClusters(() => world.clusters) };
  return (query) => explainScope({ language, query, scope, times: {} }, known);
}

interface OpenedScope {
  readonly scope: Scope;
  readonly directory: Directory;
  readonly clusters: readonly AskedCluster[];
}

function openScope({ scope: text, config, language }: ConfiguredScopeOptions): OpenedScope {
  const { declared } = checkConfig(readConfig(config).config);
  const name = parseScopeName(text);
  const directory = directoryOf(declared);
  if (!name || (name.kind === 'node' && !directory.has(name.node))) {
    throw new AppError('not_found', `the configuration declares no scope ${JSON.stringify(text)}`);
  }
  const clusters = declared.clusters.map(language === 'promql' ? asMetricsCluster : asLogsCluster);
  return { scope: scopeOfRule(directory, name), directory, clusters };
}

function onlyPart(
  scope: Scope,
  directory: Directory,
  clusters: readonly AskedCluster[],
): BackendPart {
  const plan = planBackends(scope, directory, clusters);
  if (plan.kind === 'refused') throw new AppError('unprocessable', plan.message);
  if (plan.kind === 'missing')
    throw new AppError(
      'unavailable',
      `cluster ${plan.cluster} has no backend for such a query: no URL under its metrics or logs`,
    );
  const [only, ...more] = plan.kind === 'parts' ? plan.parts : [];
  if (!only) throw new AppError('unprocessable', `scope ${scope} holds no environment`);
  if (more.length > 0) {
    const choices = plan.kind === 'parts' ? plan.parts.flatMap((part) => part.clusters) : [];
    throw new AppError(
      'unprocessable',
      `scope ${scope} lies on several backends; add @ and one of ${choices.join(', ')}`,
    );
  }
  return only;
}

function directoryOf(declared: DeclaredTenancy): Directory {
  return new Directory(1, {
    tenants: declared.tenants,
    projects: declared.projects,
    environments: declared.environments.map((environment) => ({
      ...environment,
      bornAtMs: 0,
      readableFromMs: null,
    })),
    clusters: declared.clusters.map((cluster) => cluster.id),
  });
}
