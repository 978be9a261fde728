import { AppError } from '../../platform/errors/app-error.ts';
import type { DeclaredTenancy } from '../../platform/tenancy/declared-tenancy.ts';
import { Directory } from '../../platform/tenancy/directory.ts';
import { scopeOfRule } from '../../platform/tenancy/rule-scope.ts';
import { parseScopeName } from '../../platform/tenancy/scope-name.ts';
import { asMetricsCluster } from '../../queries/proxy/asked-cluster.ts';
import { type BackendPart, planBackends } from '../../queries/proxy/backend-plan.ts';
import { enforce } from '../../queries/scope/enforce.ts';
import { checkConfig } from '../server/check-config.ts';
import { readConfig } from './read-config.ts';
import type { ScopeQuery } from './scope-lines.ts';

/**
 * A scope of the declared tenants, on the clusters declared beside them.
 * Throws `AppError` when there is no such scope, or when it cannot be asked of one backend.
 */
export function configuredScope(scopeText: string, configFile: string | undefined): ScopeQuery {
  const { declared } = checkConfig(readConfig(configFile).config);
  const part = onlyPart(scopeText, declared);
  const exemptMetrics = new Set(part.exemptMetrics);
  return (query) => enforce(query, part.matchers, { exemptMetrics });
}

function onlyPart(scopeText: string, declared: DeclaredTenancy): BackendPart {
  const name = parseScopeName(scopeText);
  const directory = directoryOf(declared);
  if (!name || (name.kind === 'node' && !directory.has(name.node))) {
    throw new AppError(
      'not_found',
      `the configuration declares no scope ${JSON.stringify(scopeText)}`,
    );
  }
  const plan = planBackends(
    scopeOfRule(directory, name),
    directory,
    declared.clusters.map(asMetricsCluster),
  );
  if (plan.kind === 'refused') throw new AppError('unprocessable', plan.message);
  if (plan.kind === 'missing')
    throw new AppError('unavailable', `cluster ${plan.cluster} has no metrics backend`);
  const [only, ...more] = plan.kind === 'parts' ? plan.parts : [];
  if (!only) throw new AppError('unprocessable', `scope ${scopeText} holds no environment`);
  if (more.length > 0) {
    const choices = plan.kind === 'parts' ? plan.parts.flatMap((part) => part.clusters) : [];
    throw new AppError(
      'unprocessable',
      `scope ${scopeText} lies on several backends; add @ and one of ${choices.join(', ')}`,
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
