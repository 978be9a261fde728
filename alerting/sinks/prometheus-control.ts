import type { Outbound, OutboundResult } from '../../platform/outbound/outbound.ts';
import type { TlsIdentity } from '../../platform/outbound/tls-identity.ts';
import { failureText } from './failure-text.ts';
import { type LoadedGroup, parseLoadedRules } from './loaded-rules.ts';

/** `refused`: Prometheus read its files and turned them down; it goes on with what it had. */
export type ReloadOutcome =
  | { readonly kind: 'reloaded' }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'unreachable'; readonly message: string };

export type RulesOutcome =
  | { readonly kind: 'rules'; readonly groups: readonly LoadedGroup[] }
  | { readonly kind: 'unreachable'; readonly message: string };

/** What we ask of a Prometheus. Messages name no address. Rejects only when aborted. */
export interface PrometheusControl {
  /** Makes it read its configuration and rule files; resolves when they are in force or refused. */
  reload(signal: AbortSignal): Promise<ReloadOutcome>;
  /** The rules that it runs, with their alerts unless these are too many. */
  rules(signal: AbortSignal): Promise<RulesOutcome>;
}

export interface PrometheusOptions {
  /** Base URL, without a final slash. */
  readonly url: string;
  /** Credentials. */
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsIdentity;
  /** Under the administrator's policy; its time and size bounds are those of both calls. */
  readonly outbound: Pick<Outbound, 'send'>;
}

const MAX_MESSAGE = 500;

/** Over the HTTP API: `POST /-/reload` (needs `--web.enable-lifecycle`), `GET /api/v1/rules`. */
export function prometheusControl(options: PrometheusOptions): PrometheusControl {
  const { url, headers, tls, outbound } = options;
  const send = async (method: 'GET' | 'POST', path: string, signal: AbortSignal) => {
    const result = await outbound.send({ method, url: `${url}${path}`, headers, tls, signal });
    signal.throwIfAborted();
    return result;
  };
  return {
    reload: async (signal) => reloadOutcome(await send('POST', '/-/reload', signal)),
    rules: async (signal) => {
      const whole = await send('GET', '/api/v1/rules', signal);
      const isTooLong = whole.kind === 'answered' && whole.isCut;
      return rulesOutcome(isTooLong ? await send('GET', WITHOUT_ALERTS, signal) : whole);
    },
  };
}

/** Where alerts are so many that the list of rules with them is longer than what is read. */
const WITHOUT_ALERTS = '/api/v1/rules?exclude_alerts=true';

function reloadOutcome(result: OutboundResult): ReloadOutcome {
  if (result.kind !== 'answered') return unreachable(whyUnanswered(result));
  const { status } = result;
  if (status >= 200 && status < 300) return { kind: 'reloaded' };
  const text = messageOf(result.body.toString('utf8'));
  if (status === 500) return { kind: 'refused', message: text || 'no reason given' };
  if (status === 401 || status === 403 || status === 404 || status === 405) {
    return unreachable(
      `Prometheus does not let us reload it (${status}${text && `: ${text}`}): it needs --web.enable-lifecycle and our credentials`,
    );
  }
  return unreachable(`Prometheus answered ${status} to a reload`);
}

function rulesOutcome(result: OutboundResult): RulesOutcome {
  if (result.kind !== 'answered') return unreachable(whyUnanswered(result));
  if (result.isCut) {
    return unreachable(
      `Prometheus's list of rules is longer than the ${result.body.length} bytes that are read`,
    );
  }
  if (result.status !== 200)
    return unreachable(`Prometheus answered ${result.status} to /api/v1/rules`);
  const groups = parseLoadedRules(result.body.toString('utf8'));
  if (groups === undefined)
    return unreachable('Prometheus answered something that is no list of rules');
  return { kind: 'rules', groups };
}

function whyUnanswered(result: Exclude<OutboundResult, { kind: 'answered' }>): string {
  if (result.kind === 'refused') return 'the address of Prometheus is not allowed to be called';
  return `Prometheus ${failureText(result.reason)}`;
}

/** The first lines of a plain-text answer, without the path of the configuration file. */
function messageOf(body: string): string {
  const text = body
    .replaceAll(/\s*\(--config\.file=[^)]*\)/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return text.length > MAX_MESSAGE ? `${text.slice(0, MAX_MESSAGE)}…` : text;
}

function unreachable(message: string): { readonly kind: 'unreachable'; readonly message: string } {
  return { kind: 'unreachable', message };
}
