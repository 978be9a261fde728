import type {
  Outbound,
  OutboundRequest,
  OutboundResult,
} from '../../platform/outbound/outbound.ts';
import type { TlsIdentity } from '../../platform/outbound/tls-identity.ts';
import { failureText } from './failure-text.ts';
import { type LoadedGroup, parseLoadedRules } from './loaded-rules.ts';
import { parseRulerGroups } from './ruler-groups.ts';

/** A tenant of the ruler's own, by the value of its header; null: it has none. */
export type RulerTenant = string | null;

/** `unavailable`: another time it may do it; not before `retryAfterMs` when it said so. */
export interface Unavailable {
  readonly kind: 'unavailable';
  readonly message: string;
  readonly retryAfterMs: number;
}

export type GroupsOutcome =
  | { readonly kind: 'groups'; readonly groups: readonly LoadedGroup[] }
  | Unavailable;

/** `refused`: it will not take this group, and says why. */
export type PutOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly message: string }
  | Unavailable;

/** What we ask of a ruler. Messages name no address. Rejects only when aborted. */
export interface RulerClient {
  /** The groups that it holds in our namespace. */
  held(tenant: RulerTenant, signal: AbortSignal): Promise<GroupsOutcome>;
  /** The rules that it runs, of all namespaces, with their alerts unless these are too many. */
  running(tenant: RulerTenant, signal: AbortSignal): Promise<GroupsOutcome>;
  /** Makes or replaces the group that the text, YAML, is. */
  put(tenant: RulerTenant, text: string, signal: AbortSignal): Promise<PutOutcome>;
  /** Removes a group; one that is gone already is as good. */
  remove(tenant: RulerTenant, group: string, signal: AbortSignal): Promise<PutOutcome>;
}

export interface RulerOptions {
  /** Of its rules, e.g. `http://mimir:8080/prometheus/config/v1/rules`. */
  readonly configUrl: string;
  /** Of what it runs, e.g. `http://mimir:8080/prometheus/api/v1/rules`. */
  readonly stateUrl: string;
  /** The ruler's, a DNS label. */
  readonly namespace: string;
  /** Header that names the tenant; null when there is none. */
  readonly tenantHeader: string | null;
  /** Credentials. */
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsIdentity;
  /** Under the administrator's policy. */
  readonly outbound: Pick<Outbound, 'send'>;
}

const MAX_MESSAGE = 500;
const MAX_RETRY_AFTER_S = 600;

/**
 * Over the HTTP API that the rulers of Mimir, Cortex and Loki share.
 * @see https://grafana.com/docs/mimir/latest/references/http-api/#ruler
 */
export function rulerClient(options: RulerOptions): RulerClient {
  const { configUrl, stateUrl, namespace, tenantHeader, outbound, tls } = options;
  const ours = `${configUrl}/${namespace}`;
  const send = async (
    tenant: RulerTenant,
    request: Pick<OutboundRequest, 'method' | 'url' | 'body'>,
    signal: AbortSignal,
  ) => {
    const type = request.body === undefined ? {} : { 'Content-Type': 'application/yaml' };
    const scope = tenantHeader === null || tenant === null ? {} : { [tenantHeader]: tenant };
    const headers = { ...options.headers, ...type, ...scope };
    const result = await outbound.send({ ...request, headers, tls, signal });
    signal.throwIfAborted();
    return result;
  };
  return {
    held: async (tenant, signal) => {
      const result = await send(tenant, { method: 'GET', url: ours }, signal);
      if (isNothing(result)) return { kind: 'groups', groups: [] };
      return groupsOf(result, (body) => parseRulerGroups(body, namespace));
    },
    running: async (tenant, signal) => {
      const whole = await send(tenant, { method: 'GET', url: stateUrl }, signal);
      if (whole.kind !== 'answered' || !whole.isCut) return groupsOf(whole, parseLoadedRules);
      const url = `${stateUrl}?exclude_alerts=true`;
      return groupsOf(await send(tenant, { method: 'GET', url }, signal), parseLoadedRules);
    },
    put: async (tenant, text, signal) =>
      doneOf(await send(tenant, { method: 'POST', url: ours, body: text }, signal)),
    remove: async (tenant, group, signal) => {
      const url = `${ours}/${encodeURIComponent(group)}`;
      const result = await send(tenant, { method: 'DELETE', url }, signal);
      return isNothing(result) ? { kind: 'done' } : doneOf(result);
    },
  };
}

/** A ruler says "not found" of a namespace without groups; of a wrong path its router does. */
function isNothing(result: OutboundResult): boolean {
  if (result.kind !== 'answered' || result.status !== 404) return false;
  return /no rule groups? found|group (?:namespace )?does not exist|rule group not found/i.test(
    result.body.toString('utf8'),
  );
}

function groupsOf(
  result: OutboundResult,
  read: (body: string) => readonly LoadedGroup[] | undefined,
): GroupsOutcome {
  if (result.kind !== 'answered' || result.status !== 200) return unavailable(result);
  if (result.isCut) {
    return later(`the ruler's list is longer than the ${result.body.length} bytes that are read`);
  }
  const groups = read(result.body.toString('utf8'));
  if (groups === undefined) return later('the ruler answered something that is no list of rules');
  return { kind: 'groups', groups };
}

function doneOf(result: OutboundResult): PutOutcome {
  if (result.kind !== 'answered') return unavailable(result);
  const { status } = result;
  if (status >= 200 && status < 300) return { kind: 'done' };
  if (status === 400 || status === 413 || status === 422) {
    return { kind: 'refused', message: messageOf(result.body) || `it answered ${status}` };
  }
  return unavailable(result);
}

function unavailable(result: OutboundResult): Unavailable {
  if (result.kind === 'refused')
    return later('the address of the ruler is not allowed to be called');
  if (result.kind === 'failed') return later(`the ruler ${failureText(result.reason)}`);
  const { status, headers, body } = result;
  const text = messageOf(body);
  const words = text === '' ? `${status}` : `${status}: ${text}`;
  if (status === 401 || status === 403) return later(`the ruler does not let us in (${words})`);
  if (status === 404 || status === 405) {
    return later(`there is no ruler at its path (${words}); an administrator sets the path`);
  }
  const seconds = Number(headers['retry-after'] ?? '0');
  const waitS = Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), MAX_RETRY_AFTER_S) : 0;
  return { ...later(`the ruler answered ${words}`), retryAfterMs: waitS * 1_000 };
}

/** Plain text, or the member `error` or `message` of an object. */
function messageOf(body: Buffer): string {
  const raw = body.toString('utf8');
  const text = (errorMember(raw) ?? raw).replaceAll(/\s+/g, ' ').trim();
  return text.length > MAX_MESSAGE ? `${text.slice(0, MAX_MESSAGE)}…` : text;
}

function errorMember(raw: string): string | undefined {
  try {
    const value: unknown = JSON.parse(raw);
    if (typeof value !== 'object' || value === null) return undefined;
    if ('error' in value && typeof value.error === 'string') return value.error;
    return 'message' in value && typeof value.message === 'string' ? value.message : undefined;
  } catch {
    return undefined; // not JSON: the text itself is the message
  }
}

function later(message: string): Unavailable {
  return { kind: 'unavailable', message, retryAfterMs: 0 };
}
