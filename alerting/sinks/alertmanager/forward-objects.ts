import type { KubernetesObject } from '../../../platform/kubernetes/objects/kubernetes-object.ts';
import { printDurationMs } from '../../../platform/model/duration.ts';
import {
  type AlertmanagerPlace,
  configObject,
  matcher,
  ownAlerts,
  secretKey,
  secretObject,
} from './alertmanager-place.ts';

export interface ForwardSettings {
  /** Where the cluster's Alertmanager reaches us: `https://…/intake/clusters/<cluster>/webhook`. */
  readonly url: string;
  /** PEM of the authority that our certificate is of; null: one that everybody trusts. */
  readonly authority: string | null;
  /** From one notification to the next while nothing changes: what is silent longer is gone. */
  readonly repeatMs: number;
  /** `namespace`: alerts of other people's rules that bear this namespace come along. */
  readonly alerts: 'ours' | 'namespace';
}

/** From a change of an alert to its notification, at most. */
const GROUP_INTERVAL = '10s';
const TOKEN_KEY = 'token';
const AUTHORITY_KEY = 'ca.crt';

/**
 * The objects that make a cluster's Alertmanager hand on the alerts of one environment as they are:
 * each alert by itself, at once, resolved ones too, nothing muted or inhibited. Every decision stays
 * ours. The token posts for this environment only.
 */
export function forwardObjects(
  place: AlertmanagerPlace,
  { url, authority, repeatMs, alerts }: ForwardSettings,
  token: string,
): readonly KubernetesObject[] {
  const secrets = new Map([[TOKEN_KEY, token]]);
  if (authority !== null) secrets.set(AUTHORITY_KEY, authority);
  const { namespaceLabel, namespace } = place;
  const matchers = alerts === 'ours' ? ownAlerts(place) : [matcher(namespaceLabel, '=', namespace)];
  const httpConfig = {
    authorization: { type: 'Bearer', credentials: secretKey(TOKEN_KEY) },
    followRedirects: false,
    ...(authority === null ? {} : { tlsConfig: { ca: { secret: secretKey(AUTHORITY_KEY) } } }),
  };
  const config = configObject(place, {
    route: {
      receiver: 'tocsin',
      groupBy: ['...'],
      groupWait: '0s',
      groupInterval: GROUP_INTERVAL,
      repeatInterval: printDurationMs(repeatMs),
      matchers,
    },
    receivers: [{ name: 'tocsin', webhookConfigs: [{ url, sendResolved: true, httpConfig }] }],
  });
  return [secretObject(place, secrets), config];
}
