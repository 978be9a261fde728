import { AppError } from '../../platform/errors/app-error.ts';
import type { EnvironmentEntry } from '../../platform/tenancy/directory.ts';
import type { Scope } from '../../platform/tenancy/scope.ts';
import type { IntakeClusters } from '../intake/intake-token.ts';
import type { AlertPipeline, IntakeResult } from '../pipeline.ts';
import { RULE_LABEL, TENANT_LABEL } from '../rules/alert-labels.ts';

export interface PostAlertsParts {
  readonly pipeline: Pick<AlertPipeline, 'receive'>;
  readonly clusters: IntakeClusters;
}

type Fields = Readonly<Record<string, unknown>>;

/** Labels that say whose an alert is: they are ours to set. */
const OURS = [RULE_LABEL, TENANT_LABEL];

/**
 * Takes alerts that somebody posts in a scope granted for `rules:write`: as the environment whose
 * namespace they name; one that names none is given that of the scope when it is one environment.
 * @throws AppError `invalid` for labels outside the scope: then nothing was taken
 */
export async function postAlerts(
  { pipeline, clusters }: PostAlertsParts,
  scope: Scope,
  body: unknown,
): Promise<IntakeResult> {
  if (!Array.isArray(body)) {
    throw new AppError('invalid', 'The body must be a JSON list of alerts.');
  }
  const placed = new Map<EnvironmentEntry, unknown[]>();
  body.forEach((item: unknown, index) => {
    const { environment, alert } = placeAlert(item, index, { scope, clusters });
    placed.set(environment, [...(placed.get(environment) ?? []), alert]);
  });
  let accepted = 0;
  const errors: string[] = [];
  const overQuota: string[] = [];
  for (const [environment, alerts] of placed) {
    const result = await pipeline.receive({ kind: 'environment-intake', environment }, alerts);
    accepted += result.accepted;
    errors.push(...result.errors);
    if (result.overQuota !== undefined) overQuota.push(result.overQuota);
  }
  return {
    accepted,
    errors,
    ...(overQuota.length === 0 ? {} : { overQuota: overQuota.join('; ') }),
  };
}

function placeAlert(
  item: unknown,
  index: number,
  { scope, clusters }: { readonly scope: Scope; readonly clusters: IntakeClusters },
): { readonly environment: EnvironmentEntry; readonly alert: Fields } {
  const alert = fieldsOf(item);
  const labels = fieldsOf(alert?.labels);
  const isLabelled = Object.values(labels ?? {}).some((value) => value !== '');
  if (!alert || !labels || !isLabelled) throw refused(index, 'at least one label pair required');
  const reserved = OURS.find((name) => Object.hasOwn(labels, name));
  if (reserved !== undefined) throw refused(index, `the label ${reserved} is not yours to set`);
  const named = scope.pairs.filter((pair) => {
    const label = clusters.get(pair.cluster)?.namespaceLabel ?? null;
    const value = label === null ? undefined : labels[label];
    const isUnnamed = value === undefined || value === '';
    return isUnnamed ? scope.pairs.length === 1 : value === pair.namespace;
  });
  const [environment, ...others] = named;
  if (!environment || others.length > 0) throw refused(index, whyNowhere(scope));
  const label = clusters.get(environment.cluster)?.namespaceLabel ?? null;
  const forced = label === null ? {} : { [label]: environment.namespace };
  return { environment, alert: { ...alert, labels: { ...labels, ...forced } } };
}

function whyNowhere({ pairs, isPlatform }: Scope): string {
  if (isPlatform) return 'post in the scope of an environment, such as tenant.project.environment';
  if (pairs.length === 1) return `its namespace is not that of the scope`;
  return 'its namespace label must name one environment of the scope, or the scope be one environment';
}

function refused(index: number, why: string): AppError {
  return new AppError('invalid', `alert ${index}: ${why}`);
}

function fieldsOf(value: unknown): Fields | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return value as Fields;
}
