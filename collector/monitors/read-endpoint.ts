import { isDeepStrictEqual } from 'node:util';
import { RELABEL_ACTIONS, type RelabelRule } from '../relabel/relabel-rule.ts';
import {
  type MonitorAuth,
  type MonitorEndpoint,
  type MonitorTls,
  PLAIN_ENDPOINT,
  type SecretKey,
} from './monitor.ts';
import type { ObjectReader } from './object-reader.ts';

export type EndpointFields = readonly MonitorEndpoint[];

type Mode = 'written' | 'found';
/** Our own last steps of both relabellings. */
type Stamps = readonly object[];

/** An endpoint of a ServiceMonitor or PodMonitor. */
export function readEndpoint(reader: ObjectReader, mode: Mode, stamps: Stamps): MonitorEndpoint {
  const endpoint: MonitorEndpoint = {
    port: readPort(reader),
    path: reader.text('path', PLAIN_ENDPOINT.path),
    scheme: readScheme(reader),
    interval: reader.text('interval'),
    timeout: reader.text('scrapeTimeout'),
    params: readParams(reader),
    auth: readAuth(reader),
    tls: readTls(reader),
    honorTimestamps: reader.flag('honorTimestamps', true),
    relabelings: readSteps(reader, 'relabelings', stamps),
    metricRelabelings: readSteps(reader, 'metricRelabelings', stamps),
  };
  readOff(reader, mode);
  reader.finish(NOT_TAKEN);
  return endpoint;
}

/** The same of a Probe or ScrapeConfig, where its fields are those of the spec. */
export function readScrapeFields(
  kind: 'probe' | 'scrape',
  spec: ObjectReader,
  mode: Mode,
  stamps: Stamps,
): MonitorEndpoint {
  const metricRelabelings = readSteps(spec, 'metricRelabelings', stamps);
  if (kind === 'probe') {
    const fixed = spec.reader('targets')?.reader('staticConfig') ?? null;
    return {
      ...PLAIN_ENDPOINT,
      interval: spec.text('interval'),
      timeout: spec.text('scrapeTimeout'),
      relabelings: fixed === null ? [] : readSteps(fixed, 'relabelingConfigs', stamps),
      metricRelabelings,
    };
  }
  readOff(spec, mode);
  return {
    port: '',
    path: spec.text('metricsPath', PLAIN_ENDPOINT.path),
    scheme: readScheme(spec),
    interval: spec.text('scrapeInterval'),
    timeout: spec.text('scrapeTimeout'),
    params: readParams(spec),
    auth: readAuth(spec),
    tls: readTls(spec),
    honorTimestamps: spec.flag('honorTimestamps', true),
    relabelings: readSteps(spec, 'relabelings', stamps),
    metricRelabelings,
  };
}

const NOT_TAKEN: Readonly<Record<string, string>> = {
  bearerTokenFile: 'is not taken: files of the collector are not for tenants; use authorization',
  oauth2: 'is not taken: use authorization or basicAuth',
  proxyUrl: 'is not taken: a collector asks its targets directly',
  proxyFromEnvironment: 'is not taken: a collector asks its targets directly',
};

/** What is never on; a cluster's own objects may say otherwise, and are scraped without it. */
function readOff(reader: ObjectReader, mode: Mode): void {
  for (const name of ['honorLabels', 'followRedirects'] as const) {
    const isOn = reader.flag(name, false);
    if (!isOn || mode === 'found') continue;
    const why =
      name === 'honorLabels'
        ? 'is off for all monitors: labels of targets cannot take the place of those of tenancy'
        : 'is off for all monitors: a target could send the collector anywhere';
    reader.refuse(name, why);
  }
  if (mode === 'found') reader.skip('enableHttp2', 'filterRunning', 'trackTimestampsStaleness');
}

function readPort(reader: ObjectReader): string {
  const name = reader.text('port');
  const numbered = ['targetPort', 'portNumber'].flatMap((field) => {
    const value = reader.value(field);
    if (value === undefined) return [];
    if (typeof value === 'number' || /^\d+$/.test(String(value))) return [String(value)];
    reader.refuse(field, 'must be a number; a name is given as port');
    return [];
  });
  const given = [...(name === '' ? [] : [name]), ...numbered];
  if (given.length > 1) reader.refuse('', 'names several ports; keep one');
  return given[0] ?? '';
}

function readScheme(reader: ObjectReader): 'http' | 'https' {
  const scheme = reader.text('scheme', 'http').toLowerCase();
  if (scheme === 'http' || scheme === 'https') return scheme;
  reader.refuse('scheme', 'expected http or https');
  return 'http';
}

function readParams(reader: ObjectReader): MonitorEndpoint['params'] {
  const params = reader.reader('params');
  if (params === null) return {};
  return Object.fromEntries(params.names().map((name) => [name, params.texts(name)]));
}

function readAuth(reader: ObjectReader): MonitorAuth {
  const found: MonitorAuth[] = [];
  const bearer = reader.reader('authorization');
  if (bearer !== null) {
    const type = bearer.text('type', 'Bearer');
    if (type.toLowerCase() !== 'bearer') bearer.refuse('type', 'expected Bearer');
    found.push({ kind: 'bearer', credentials: readSecret(bearer, 'credentials') });
    bearer.finish({ credentialsFile: 'is not taken: refer to a Secret' });
  }
  const basic = reader.reader('basicAuth');
  if (basic !== null) {
    const [username, password] = [readSecret(basic, 'username'), readSecret(basic, 'password')];
    found.push({ kind: 'basic', username, password });
    basic.finish();
  }
  if (reader.value('bearerTokenSecret') !== undefined) {
    found.push({ kind: 'bearer', credentials: readSecret(reader, 'bearerTokenSecret') });
  }
  if (found.length > 1) reader.refuse('', 'has several ways to say who asks; keep one');
  return found[0] ?? { kind: 'none' };
}

function readSecret(reader: ObjectReader, field: string): SecretKey {
  const secret = reader.reader(field);
  if (secret === null) reader.refuse(field, 'is missing: the name and key of a Secret');
  const found = { name: secret?.text('name') ?? '', key: secret?.text('key') ?? '' };
  secret?.skip('optional');
  secret?.finish();
  return found;
}

function readTls(reader: ObjectReader): MonitorTls | null {
  const tls = reader.reader('tlsConfig');
  if (tls === null) return null;
  const ofSecret = (field: 'ca' | 'cert'): SecretKey | null => {
    const source = tls.reader(field);
    if (source === null) return null;
    const secret = readSecret(source, 'secret');
    source.finish({ configMap: 'is not taken: keep it in a Secret' });
    return secret;
  };
  const read: MonitorTls = {
    ca: ofSecret('ca'),
    cert: ofSecret('cert'),
    key: tls.value('keySecret') === undefined ? null : readSecret(tls, 'keySecret'),
    serverName: tls.text('serverName'),
    insecureSkipVerify: tls.flag('insecureSkipVerify', false),
  };
  const why = 'is not taken: files of the collector are not for tenants';
  tls.finish({ caFile: why, certFile: why, keyFile: why });
  return read;
}

function readSteps(reader: ObjectReader, field: string, stamps: Stamps): readonly RelabelRule[] {
  return reader.readers(field).flatMap((step) => {
    const read = readStep(step);
    return stamps.some((stamp) => isDeepStrictEqual(read, stamp)) ? [] : [read];
  });
}

/** The operator takes each action in small letters and in camel case. */
function readStep(step: ObjectReader): RelabelRule {
  const given = step.text('action', 'replace').toLowerCase();
  const action = RELABEL_ACTIONS.find((known) => known === given);
  if (action === undefined) step.refuse('action', `expected one of ${RELABEL_ACTIONS.join(', ')}`);
  const text = (name: 'separator' | 'regex' | 'targetLabel' | 'replacement') =>
    step.value(name) === undefined ? {} : { [name]: step.text(name) };
  const rule: RelabelRule = {
    action: action ?? 'replace',
    ...(step.value('sourceLabels') === undefined
      ? {}
      : { sourceLabels: [...step.texts('sourceLabels')] }),
    ...text('separator'),
    ...text('regex'),
    ...(step.value('modulus') === undefined ? {} : { modulus: step.count('modulus') }),
    ...text('targetLabel'),
    ...text('replacement'),
  };
  step.finish();
  return rule;
}
