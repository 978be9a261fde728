import {
  isJsonObject,
  type JsonObject,
  listIn,
  objectIn,
  textIn,
} from '../../platform/kubernetes/objects/json-object.ts';
import type { KubernetesObject } from '../../platform/kubernetes/objects/kubernetes-object.ts';
import type { Labels } from '../../platform/model/labels.ts';
import { parseJson } from '../../platform/model/parse-json.ts';
import type { Outbound } from '../../platform/outbound/outbound.ts';
import type { TlsIdentity } from '../../platform/outbound/tls-identity.ts';

/** A target as a collector reports it. */
export interface MonitorTarget {
  readonly url: string;
  readonly instance: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly health: 'unknown' | 'up' | 'down';
  /** Empty: nothing went wrong. */
  readonly lastError: string;
  readonly lastScrapeMs: number | null;
  readonly lastDurationSeconds: number;
}

export type BackendTargets =
  | { readonly kind: 'targets'; readonly targets: readonly MonitorTarget[] }
  | { readonly kind: 'unknown'; readonly message: string };

export interface AskTargets {
  /** Base URL of the metrics backend. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsIdentity;
  /** Under the administrator's policy. */
  readonly outbound: Pick<Outbound, 'send'>;
  readonly signal: AbortSignal;
}

const MAX_TARGETS = 500;

/**
 * The targets of one of our objects, as Prometheus's `/api/v1/targets` tells them. Only those whose
 * pool is the object's and that carry all labels of tenancy are shown; messages name no address.
 */
export async function backendTargets(
  object: KubernetesObject,
  tenancy: Labels,
  { url, headers, tls, outbound, signal }: AskTargets,
): Promise<BackendTargets> {
  const address = `${url.replace(/\/+$/, '')}/api/v1/targets?state=active`;
  const result = await outbound.send({ method: 'GET', url: address, headers, tls, signal });
  signal.throwIfAborted();
  if (result.kind !== 'answered') return unknown('the metrics backend does not answer');
  if (result.status === 404) return unknown('the metrics backend tells nothing of its targets');
  if (result.status !== 200) return unknown(`the metrics backend answered ${result.status}`);
  if (result.isCut) return unknown('the metrics backend has more targets than are read');
  const answer = parseJson(result.body.toString('utf8'));
  if (!isJsonObject(answer)) return unknown('the metrics backend answered no list of targets');
  const isPool = poolOf(object);
  const targets = listIn(objectIn(answer, 'data'), 'activeTargets')
    .filter(isJsonObject)
    .filter((target) => isPool(textIn(target, 'scrapePool')))
    .filter((target) => isOf(objectIn(target, 'labels'), tenancy));
  return { kind: 'targets', targets: targets.slice(0, MAX_TARGETS).map(targetOf) };
}

/** As the operator names the pools of an object: endpoints of monitors have a number each. */
function poolOf({ kind, metadata }: KubernetesObject): (pool: string) => boolean {
  const named = `${kind.charAt(0).toLowerCase()}${kind.slice(1)}/${metadata.namespace}/${metadata.name}`;
  return (pool) =>
    pool === named || (/^\/\d+$/.test(pool.slice(named.length)) && pool.startsWith(named));
}

function isOf(labels: JsonObject, tenancy: Labels): boolean {
  return [...tenancy].every(([name, value]) => textIn(labels, name) === value);
}

function targetOf(target: JsonObject): MonitorTarget {
  const labels = Object.entries(objectIn(target, 'labels')).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : [],
  );
  const health = textIn(target, 'health');
  const atMs = Date.parse(textIn(target, 'lastScrape'));
  const duration = target.lastScrapeDuration;
  return {
    url: textIn(target, 'scrapeUrl'),
    instance: textIn(objectIn(target, 'labels'), 'instance'),
    labels: Object.fromEntries(labels),
    health: health === 'up' || health === 'down' ? health : 'unknown',
    lastError: textIn(target, 'lastError'),
    // Prometheus says the year 1 before the first scrape.
    lastScrapeMs: Number.isNaN(atMs) || atMs <= 0 ? null : atMs,
    lastDurationSeconds: typeof duration === 'number' ? duration : 0,
  };
}

function unknown(message: string): BackendTargets {
  return { kind: 'unknown', message };
}
