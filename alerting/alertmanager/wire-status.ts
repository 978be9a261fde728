/** What Alertmanager's API says that we understand. */
const SPOKEN_VERSION = '0.34.0';

export interface StatusFacts {
  /** Of this service. */
  readonly version: string;
  readonly nodeVersion: string;
  readonly startedAtMs: number;
  /** Names of the receivers that the caller may know. */
  readonly receivers: readonly string[];
  readonly defaultReceiver: string;
}

/**
 * `GET /api/v2/status`. The configuration is one that Alertmanager reads: the receivers by name, without
 * where they lead. Which of them an alert goes to is for its rule and policy to say.
 */
export function wireStatus(facts: StatusFacts): unknown {
  const { version, nodeVersion, startedAtMs } = facts;
  return {
    cluster: { name: 'tocsin', status: 'ready', peers: [] },
    versionInfo: {
      version: SPOKEN_VERSION,
      revision: version,
      branch: 'tocsin',
      buildUser: 'tocsin',
      buildDate: '',
      goVersion: `node ${nodeVersion}`,
    },
    config: { original: configText(facts) },
    uptime: new Date(startedAtMs).toISOString(),
  };
}

function configText({ receivers, defaultReceiver }: StatusFacts): string {
  const names = [...new Set([defaultReceiver, ...receivers])];
  const list = names.map((name) => `- name: ${JSON.stringify(name)}`);
  return [
    'route:',
    `  receiver: ${JSON.stringify(defaultReceiver)}`,
    'receivers:',
    ...list,
    '',
  ].join('\n');
}
