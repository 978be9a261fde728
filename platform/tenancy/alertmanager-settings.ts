import { isIP } from 'node:net';
import type { ErrorDetail } from '../errors/app-error.ts';
import { parseDurationMs } from '../model/duration.ts';
import { check, findings, show } from './field-checks.ts';
import { checkKubernetesLabels } from './kubernetes-label.ts';

/**
 * Who decides about the alerts of rules that a cluster's own Prometheus evaluates, where it sends
 * them to an Alertmanager of its own.
 * - `none`: nothing is written; its Prometheus is told to send to us
 * - `forward`: its Alertmanager hands each alert on, and every decision stays ours
 * - `delegate`: its Alertmanager decides and tells; we do not see what it decides
 */
export type AlertmanagerSettings =
  | { readonly mode: 'none' }
  | {
      readonly mode: 'forward';
      /** What `alertmanagerConfigSelector` selects objects by. */
      readonly labels: Readonly<Record<string, string>>;
      /** Base URL under which the cluster reaches tocsin; null: the public one. */
      readonly url: string | null;
      /** PEM of the authority behind that URL; null: one that everybody trusts. */
      readonly authority: string | null;
      /** A duration from `1m` to `1h`: what is not told again for much longer is gone. */
      readonly repeat: string;
      /** `namespace`: alerts of other rules that bear an environment's namespace as well. */
      readonly alerts: 'ours' | 'namespace';
    }
  | { readonly mode: 'delegate'; readonly labels: Readonly<Record<string, string>> };

/** What is said; members that are left out are as in a new one. */
export type AlertmanagerFields =
  | { readonly mode: 'none' }
  | {
      readonly mode: 'forward';
      readonly labels?: Readonly<Record<string, string>> | undefined;
      readonly url?: string | null | undefined;
      readonly authority?: string | null | undefined;
      readonly repeat?: string | undefined;
      readonly alerts?: 'ours' | 'namespace' | undefined;
    }
  | {
      readonly mode: 'delegate';
      readonly labels?: Readonly<Record<string, string>> | undefined;
    };

const REPEAT = '5m';
const MIN_REPEAT_MS = 60_000;
const MAX_REPEAT_MS = 3_600_000;

/** The settings that the fields mean; left out altogether: `none`. */
export function resolveAlertmanager(fields: AlertmanagerFields | undefined): AlertmanagerSettings {
  if (fields === undefined || fields.mode === 'none') return { mode: 'none' };
  const { labels = {} } = fields;
  if (fields.mode === 'delegate') return { mode: 'delegate', labels };
  const { url = null, authority = null, repeat = REPEAT, alerts = 'ours' } = fields;
  return { mode: 'forward', labels, url, authority, repeat, alerts };
}

/**
 * What is wrong with the settings.
 * @param at JSON pointer of the settings
 */
export function checkAlertmanager(
  settings: AlertmanagerSettings,
  at: string,
): readonly ErrorDetail[] {
  if (settings.mode === 'none') return [];
  const labels = checkKubernetesLabels(settings.labels, `${at}/labels`);
  if (settings.mode === 'delegate') return labels;
  const { url, authority, repeat } = settings;
  const repeatMs = parseDurationMs(repeat) ?? 0;
  return findings(
    labels,
    check(
      url === null || isBaseUrl(url),
      `${at}/url`,
      `expected an address such as https://tocsin.example, got ${show(url ?? '')}`,
    ),
    check(
      authority === null || PEM.test(authority.trim()),
      `${at}/authority`,
      'expected certificates in PEM',
    ),
    check(
      repeatMs >= MIN_REPEAT_MS && repeatMs <= MAX_REPEAT_MS,
      `${at}/repeat`,
      `expected a duration from 1m to 1h, got ${show(repeat)}`,
    ),
  );
}

const PEM =
  /^(?:-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]{1,8000}-----END CERTIFICATE-----\s*){1,5}$/;

/** A token goes there: over http only within one machine. */
function isBaseUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.username !== '' || url.password !== '') return false;
  if (url.search !== '' || url.hash !== '') return false;
  const host = url.hostname.replaceAll(/[[\]]/g, '');
  const isLoopback =
    host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback);
}
