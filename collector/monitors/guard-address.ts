import { isIP } from 'node:net';
import type { AddressPolicy } from '../../platform/outbound/address-policy.ts';
import { plainHost } from '../../platform/outbound/allow-list.ts';
import { couldBeServiceOf } from '../model/namespaces-of.ts';

/** Where a tenant may let a collector go: the tenant outbound policy, and what lies in its own namespace. */
export interface AddressGuard {
  readonly judge: AddressPolicy;
  /** Of Kubernetes; null where the cluster is none, so that its names mean nothing. */
  readonly namespace: string | null;
  /** All that are known on that cluster: a collector there may read `api.dev` as a service of `dev`. */
  readonly namespaces: ReadonlySet<string>;
}

/** A host that is judged further by what it resolves to. */
export type AddressOutcome =
  | { readonly kind: 'refused'; readonly message: string }
  /** A literal address that is allowed, a name with an exception, or a service of the namespace. */
  | { readonly kind: 'allowed' }
  | { readonly kind: 'name'; readonly host: string; readonly port: number };

/** Names that mean something inside networks only. */
const INTERNAL = /(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|svc|cluster|arpa)$/;
const HOST_NAME =
  /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Judges `host:port`, or `[v6]:port`, of a target that is scraped as it is. */
export function judgeHostPort(text: string, guard: AddressGuard): AddressOutcome {
  const parts = /^(\[[0-9a-fA-F:.]+\]|[^\s:/?#@[\]\\%]+)(?::(\d{1,5}))?$/.exec(text);
  if (parts === null) return refused(`${JSON.stringify(text)} is not host:port`);
  const port = parts[2] === undefined ? 80 : Number(parts[2]);
  if (port < 1 || port > 65_535) return refused(`${text}: there is no port ${port}`);
  return judgeHost(`http://${text}`, port, guard);
}

/** Judges what a prober is to ask: a URL, or `host[:port]` for checks that are not HTTP. */
export function judgeProbeTarget(text: string, guard: AddressGuard): AddressOutcome {
  if (!text.includes('://')) return judgeHostPort(text, guard);
  if (!URL.canParse(text)) return refused(`${JSON.stringify(text)} is not a URL`);
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return refused(`${JSON.stringify(text)}: only http and https are probed`);
  }
  if (url.username !== '' || url.password !== '') {
    return refused('a URL with a user or password is not probed');
  }
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  return judgeHost(text, port, guard);
}

/** The URL parser has then turned `0x7f.1`, `2130706433` and `127.1` into `127.0.0.1`. */
function judgeHost(
  urlText: string,
  port: number,
  { judge, namespace, namespaces }: AddressGuard,
): AddressOutcome {
  if (!URL.canParse(urlText)) return refused(`${JSON.stringify(urlText)} names no host`);
  const host = plainHost(new URL(urlText).hostname);
  if (isIP(host) !== 0) {
    const reason = judge({ host, port, address: host });
    return reason === undefined ? ALLOWED : refused(notAllowed(host, reason));
  }
  // An exception for the very name; its addresses are then the administrator's.
  if (judge({ host, port, address: NO_ADDRESS }) === undefined) return ALLOWED;
  if (!HOST_NAME.test(host)) return refused(`${JSON.stringify(host)} is not a host name`);
  if (namespace !== null && isServiceOf(host, namespace)) return ALLOWED;
  if (!host.includes('.') || INTERNAL.test(host)) {
    const hint =
      namespace === null ? '' : `; services of this environment are <name>.${namespace}.svc`;
    return refused(notAllowed(host, `an internal name${hint}`));
  }
  if (namespace !== null && couldBeServiceOf(host, namespaces)) {
    return refused(notAllowed(host, 'what could be a service of a namespace of the cluster'));
  }
  return { kind: 'name', host, port };
}

const ALLOWED: AddressOutcome = { kind: 'allowed' };
/** Of no policy: only an exception for the name lets it pass. */
const NO_ADDRESS = 'none';

function isServiceOf(host: string, namespace: string): boolean {
  const plain = host.endsWith('.svc.cluster.local')
    ? host.slice(0, -'.cluster.local'.length)
    : host;
  const labels = plain.split('.');
  return labels.at(-1) === 'svc' && labels.at(-2) === namespace && labels.length === 3;
}

function notAllowed(host: string, reason: string): string {
  return `${host} is not allowed as a target (${reason}); an administrator can allow it in outbound.tenantAllow`;
}

function refused(message: string): AddressOutcome {
  return { kind: 'refused', message };
}
