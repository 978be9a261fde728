/** What a program was answered that is replayed here; `body` is parsed JSON, or the text. */
export interface ReplayAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: unknown;
}

/** A request as a program sends it that cannot be had here. */
export type Replay = (method: string, path: string, body?: unknown) => Promise<ReplayAnswer>;

/** A token as the password of Basic authentication, which is what these programs have in an address. */
export const basicOf = (token: string): string =>
  `Basic ${Buffer.from(`x:${token}`).toString('base64')}`;

/** Replays requests against a base address with the headers that a program sends with each. */
export function documentedClient(base: string, headers: Readonly<Record<string, string>>): Replay {
  return async (method, path, body) => {
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    const request = { method, headers: { ...headers, ...type }, ...text };
    const response = await fetch(`${base}${path}`, { ...request, redirect: 'error' });
    const said = await response.text();
    const answered = { status: response.status, type: response.headers.get('content-type') ?? '' };
    try {
      return { ...answered, body: JSON.parse(said) };
    } catch {
      return { ...answered, body: said };
    }
  };
}

/** RFC 3339, as Go's `time.Time` reads it. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

type Check = (value: unknown) => boolean;
const isText: Check = (value) => typeof value === 'string';
const isFlag: Check = (value) => typeof value === 'boolean';
const isInstant: Check = (value) => typeof value === 'string' && INSTANT.test(value);
const isTexts: Check = (value) => Array.isArray(value) && value.every(isText);
const isLabels: Check = (value) =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every(isText);
const all =
  (fields: Fields): Check =>
  (value) =>
    Array.isArray(value) && value.every((one) => missingIn(one, fields).length === 0);

/** By path; what a program reads without asking whether it is there. */
type Fields = Readonly<Record<string, Check>>;

const SILENCE: Fields = {
  id: isText,
  'status.state': isText,
  startsAt: isInstant,
  endsAt: isInstant,
  updatedAt: isInstant,
  createdBy: isText,
  comment: isText,
  matchers: all({ name: isText, value: isText, isRegex: isFlag, isEqual: isFlag }),
};
const ALERT: Fields = {
  labels: isLabels,
  annotations: isLabels,
  fingerprint: isText,
  startsAt: isInstant,
  endsAt: isInstant,
  updatedAt: isInstant,
  generatorURL: isText,
  receivers: all({ name: isText }),
  'status.state': isText,
  'status.silencedBy': isTexts,
  'status.inhibitedBy': isTexts,
};

/**
 * What clients of Alertmanager's API v2 read of each answer: the fields that its OpenAPI document calls
 * required, which karma and Grafana dereference.
 * @see https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml
 */
export const READ_FIELDS = {
  status: {
    'cluster.status': isText,
    'cluster.name': isText,
    'cluster.peers': Array.isArray,
    'versionInfo.version': isText,
    'config.original': isText,
    uptime: isInstant,
  },
  silence: SILENCE,
  silences: { '': all(SILENCE) },
  alerts: { '': all(ALERT) },
  groups: { '': all({ labels: isLabels, 'receiver.name': isText, alerts: all(ALERT) }) },
} as const satisfies Readonly<Record<string, Fields>>;

/** Paths of what is missing, or not what a program takes it for. */
export function missingIn(value: unknown, fields: Fields): readonly string[] {
  return Object.entries(fields).flatMap(([path, isGood]) =>
    isGood(valueAt(value, path)) ? [] : path,
  );
}

function valueAt(value: unknown, path: string): unknown {
  let found = value;
  for (const name of path === '' ? [] : path.split('.')) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = Object.hasOwn(found, name) ? Reflect.get(found, name) : undefined;
  }
  return found;
}
