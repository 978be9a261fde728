import type { TFunction } from 'i18next';
import type { MonitorEndpoint, MonitorForm, MonitorInput } from '../../../contract/monitors.ts';
import { NO_LIMITS, PLAIN_ENDPOINT } from '../../../contract/plain-monitor.ts';
import type { Pair } from '../../forms/pairs-field.tsx';
import type { Findings } from '../../forms/pointer.ts';
import { type RelabelList, type RelabelStep, stepPointer } from './relabel-steps.ts';

export const KINDS = ['service', 'pod', 'scrape', 'probe'] as const;
export type MonitorKind = (typeof KINDS)[number];
export const AUTHS = ['none', 'bearer', 'basic'] as const;

/** A monitor as it is typed: the fields of its first endpoint, or the YAML of the object. */
export interface MonitorDraft {
  readonly way: 'form' | 'yaml';
  readonly environment: string;
  readonly enabled: boolean;
  readonly name: string;
  readonly kind: MonitorKind;
  readonly selector: readonly Pair[];
  readonly targets: readonly string[];
  readonly labels: readonly Pair[];
  readonly prober: string;
  readonly module: string;
  readonly port: string;
  readonly path: string;
  readonly scheme: 'http' | 'https';
  readonly interval: string;
  readonly timeout: string;
  readonly auth: (typeof AUTHS)[number];
  readonly secret: string;
  /** Of the token, or of the user name. */
  readonly key: string;
  readonly passwordKey: string;
  readonly yaml: string;
  /** What has no field of its own here: relabelling; and further endpoints, TLS, limits. */
  readonly rest: Rest;
}

type Rest = Pick<MonitorForm, 'endpoints' | 'limits'> & {
  readonly expressions: Extract<
    MonitorForm['source'],
    { kind: 'pod' }
  >['selector']['matchExpressions'];
};

export function blankMonitor(environment: string, kind: MonitorKind): MonitorDraft {
  const source = { kind: 'scrape', targets: [], labels: {} } as const;
  const endpoints = [{ ...PLAIN_ENDPOINT }];
  const blank = { name: '', environment, enabled: true, endpoints, limits: { ...NO_LIMITS } };
  return { ...draftOfForm({ ...blank, source: { ...source, targets: [] } }), kind };
}

/** The fields of what is stored, or of what a preview made of YAML. */
export function draftOfForm(form: MonitorForm): MonitorDraft {
  const { name, environment, enabled, source, endpoints, limits } = form;
  const [endpoint = PLAIN_ENDPOINT] = endpoints;
  const { port, path, scheme, interval, timeout, auth } = endpoint;
  const isFound = source.kind === 'service' || source.kind === 'pod';
  const secret =
    auth.kind === 'bearer' ? auth.credentials : auth.kind === 'basic' ? auth.username : null;
  return {
    way: 'form',
    ...{ name, environment, enabled, kind: source.kind },
    selector: isFound ? pairsOf(source.selector.matchLabels) : [],
    targets: isFound ? [] : source.targets,
    labels: isFound ? [] : pairsOf(source.labels),
    prober: source.kind === 'probe' ? source.prober : '',
    module: source.kind === 'probe' ? source.module : 'http_2xx',
    ...{ port, path, scheme, interval, timeout, auth: auth.kind },
    secret: secret?.name ?? '',
    key: secret?.key ?? '',
    passwordKey: auth.kind === 'basic' ? auth.password.key : '',
    yaml: '',
    rest: { endpoints, limits, expressions: isFound ? source.selector.matchExpressions : [] },
  };
}

/** The body of a save or a preview. */
export function inputOf(draft: MonitorDraft): MonitorInput {
  const { environment, enabled, yaml } = draft;
  if (draft.way === 'yaml') return { environment, enabled, yaml };
  const [first, ...others] = draft.rest.endpoints;
  const isFound = draft.kind === 'service' || draft.kind === 'pod';
  const endpoint: MonitorEndpoint = {
    ...(first ?? PLAIN_ENDPOINT),
    port: isFound ? draft.port.trim() : '',
    path: draft.path.trim(),
    scheme: draft.scheme,
    interval: draft.interval.trim(),
    timeout: draft.timeout.trim(),
    auth: draft.kind === 'probe' ? { kind: 'none' } : authOf(draft),
  };
  return {
    name: draft.name.trim(),
    environment,
    enabled,
    source: sourceOf(draft),
    endpoints: isFound ? [endpoint, ...others] : [endpoint],
    limits: draft.rest.limits,
  };
}

function sourceOf(draft: MonitorDraft): MonitorForm['source'] {
  const { kind, prober, module } = draft;
  const targets = draft.targets.map((target) => target.trim()).filter((target) => target !== '');
  const labels = recordOf(draft.labels);
  if (kind === 'probe') return { kind, prober, module: module.trim(), targets, labels };
  if (kind === 'scrape') return { kind, targets, labels };
  const matchExpressions = draft.rest.expressions;
  return { kind, selector: { matchLabels: recordOf(draft.selector), matchExpressions } };
}

function authOf({ auth, secret, key, passwordKey }: MonitorDraft): MonitorEndpoint['auth'] {
  const name = secret.trim();
  switch (auth) {
    case 'none':
      return { kind: 'none' };
    case 'bearer':
      return { kind: 'bearer', credentials: { name, key: key.trim() } };
    case 'basic':
      return {
        kind: 'basic',
        username: { name, key: key.trim() },
        password: { name, key: passwordKey.trim() },
      };
  }
}

function pairsOf(record: Readonly<Record<string, string>>): readonly Pair[] {
  return Object.entries(record).map(([name, value]) => ({ name, value }));
}

function recordOf(pairs: readonly Pair[]): Record<string, string> {
  const named = pairs.filter(({ name }) => name.trim() !== '');
  return Object.fromEntries(named.map(({ name, value }) => [name.trim(), value.trim()]));
}

/** The relabelling of the first endpoint. */
export function relabelOf({ rest }: MonitorDraft, list: RelabelList): readonly RelabelStep[] {
  return rest.endpoints[0]?.[list] ?? [];
}

export function withRelabel(
  draft: MonitorDraft,
  list: RelabelList,
  steps: readonly RelabelStep[],
): MonitorDraft {
  const [first = PLAIN_ENDPOINT, ...others] = draft.rest.endpoints;
  const endpoints = [{ ...first, [list]: [...steps] }, ...others];
  return { ...draft, rest: { ...draft.rest, endpoints } };
}

/** Whether there is more to the monitor than the fields show. */
export function hasMore({ rest }: MonitorDraft): boolean {
  const [first] = rest.endpoints;
  const isPlain =
    first === undefined || (first.tls === null && Object.keys(first.params).length === 0);
  const isUnlimited = Object.values(rest.limits).every((limit) => limit === 0);
  return rest.endpoints.length > 1 || rest.expressions.length > 0 || !isPlain || !isUnlimited;
}

export function isMonitorDraft(value: unknown): value is MonitorDraft {
  if (typeof value !== 'object' || value === null) return false;
  const entries = new Map<string, unknown>(Object.entries(value));
  return (
    KINDS.some((kind) => kind === entries.get('kind')) &&
    ['way', 'name', 'environment', 'port', 'path', 'yaml', 'secret', 'key', 'module'].every(
      (key) => typeof entries.get(key) === 'string',
    ) &&
    ['selector', 'targets', 'labels'].every((key) => Array.isArray(entries.get(key))) &&
    typeof entries.get('rest') === 'object'
  );
}

/** What can be told without the service, which judges everything else. */
export function checkMonitor(draft: MonitorDraft, t: TFunction): Findings {
  const findings = new Map<string, string>();
  const need = (field: string, text: string) => {
    if (text.trim() === '') findings.set(field, t('forms.required'));
  };
  need('/environment', draft.environment);
  if (draft.way === 'yaml') {
    need('/yaml', draft.yaml);
    return findings;
  }
  need('/name', draft.name);
  if (draft.kind === 'service' || draft.kind === 'pod') need('/endpoints/0/port', draft.port);
  else need('/source/targets', draft.targets.join(''));
  if (draft.kind === 'probe') {
    need('/source/prober', draft.prober);
    return findings;
  }
  if (draft.auth !== 'none') {
    need(SECRET, draft.secret);
    need(KEY, draft.key);
  }
  if (draft.auth === 'basic') need(PASSWORD_KEY, draft.passwordKey);
  return findings;
}

/** Fields of credentials; both kinds have them at pointers of their own. */
export const SECRET = '/secret';
export const KEY = '/secretKey';
export const PASSWORD_KEY = '/passwordKey';

/** Pointers of the fields that are shown. */
export function shownFields(draft: MonitorDraft): readonly string[] {
  if (draft.way === 'yaml') return ['/environment', '/yaml'];
  const endpoint = ['port', 'path', 'interval', 'timeout'].map((name) => `/endpoints/0/${name}`);
  const source = ['targets', 'prober', 'module', 'selector', 'labels'];
  const steps = (['relabelings', 'metricRelabelings'] as const).flatMap((list) =>
    relabelOf(draft, list).map((_, index) => stepPointer(list, index)),
  );
  const first = ['/environment', '/name', ...source.map((name) => `/source/${name}`)];
  return [...first, ...endpoint, ...steps];
}
