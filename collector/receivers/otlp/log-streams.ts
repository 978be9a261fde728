import type { PushedEntry, PushedStream } from '../loki/pushed-stream.ts';
import type { LabelStamp } from '../stamp-labels.ts';
import { attributeText } from './attribute-text.ts';
import { chosenNamespace } from './chosen-namespace.ts';
import type {
  AnyValue,
  InstrumentationScope,
  KeyValue,
  LogRecord,
  Resource,
  ResourceLogs,
} from './otlp-request.ts';
import { prometheusLabel } from './prometheus-name.ts';
import { severityLevel } from './severity-level.ts';

/** Attributes of a resource that become labels of its stream, by default as in Loki 3. */
export const DEFAULT_INDEX_ATTRIBUTES: ReadonlySet<string> = new Set([
  'service.name',
  'service.namespace',
  'service.instance.id',
  'deployment.environment',
  'deployment.environment.name',
  'cloud.region',
  'cloud.availability_zone',
  'k8s.cluster.name',
  'k8s.namespace.name',
  'k8s.pod.name',
  'k8s.container.name',
  'container.name',
  'k8s.replicaset.name',
  'k8s.deployment.name',
  'k8s.statefulset.name',
  'k8s.daemonset.name',
  'k8s.cronjob.name',
  'k8s.job.name',
]);

const MAX_NS = 2n ** 63n - 1n;
const MAX_DEPTH = 8;

/**
 * The lines of a resource as Loki 3 makes them: some attributes of the resource are labels, all others
 * (also of scope and record) structured metadata, the body is the line.
 * @param stamp says whether a resource may choose its namespace
 * @param nowNs for records without an instant
 */
export function logStream(
  { resource, scopeLogs = [] }: ResourceLogs,
  indexed: ReadonlySet<string>,
  stamp: LabelStamp,
  nowNs: bigint,
): PushedStream {
  const { labels, metadata } = splitResource(resource, indexed);
  const entries = scopeLogs.flatMap(({ scope, logRecords = [] }) => {
    const around = new Map([...metadata, ...scopeMetadata(scope)]);
    return logRecords.map((record) => logEntry(record, around, nowNs));
  });
  if (labels.size === 0) labels.set('service_name', 'unknown_service');
  for (const [name, value] of chosenNamespace(resource?.attributes ?? [], stamp)) {
    labels.set(name, value);
  }
  const pairs = [...labels];
  return { labels: { kind: 'pairs', pairs }, entries };
}

function splitResource(resource: Resource | undefined, indexed: ReadonlySet<string>) {
  const labels = new Map<string, string>();
  const metadata = new Map<string, string>();
  for (const { key = '', value } of resource?.attributes ?? []) {
    if (indexed.has(key)) labels.set(prometheusLabel(key), attributeText(value));
    else addMetadata(metadata, key, value, 0);
  }
  return { labels, metadata };
}

function scopeMetadata(scope: InstrumentationScope | undefined): ReadonlyMap<string, string> {
  const metadata = attributesMetadata(scope?.attributes);
  if (scope?.name) metadata.set('scope_name', scope.name);
  if (scope?.version) metadata.set('scope_version', scope.version);
  return metadata;
}

function attributesMetadata(attributes: readonly KeyValue[] = []): Map<string, string> {
  const metadata = new Map<string, string>();
  for (const { key = '', value } of attributes) addMetadata(metadata, key, value, 0);
  return metadata;
}

/** A map becomes one entry for each of its members, `a_b`. */
function addMetadata(
  metadata: Map<string, string>,
  key: string,
  value: AnyValue | undefined,
  depth: number,
): void {
  const members = value?.kvlistValue?.values;
  if (members !== undefined && depth < MAX_DEPTH) {
    for (const member of members) {
      addMetadata(metadata, `${key}_${member.key ?? ''}`, member.value, depth + 1);
    }
    return;
  }
  const name = prometheusLabel(key);
  if (name !== '') metadata.set(name, attributeText(value));
}

const ZEROS = /^0*$/;

function logEntry(
  record: LogRecord,
  around: ReadonlyMap<string, string>,
  nowNs: bigint,
): PushedEntry {
  const metadata = new Map([...around, ...attributesMetadata(record.attributes)]);
  const { traceId = '', spanId = '', severityText = '', severityNumber = 0 } = record;
  if (severityNumber > 0) metadata.set('severity_number', String(severityNumber));
  if (severityText !== '') metadata.set('severity_text', severityText);
  if (!ZEROS.test(traceId)) metadata.set('trace_id', traceId);
  if (!ZEROS.test(spanId)) metadata.set('span_id', spanId);
  if (record.eventName) metadata.set('event_name', record.eventName);
  const { timeUnixNano = 0n, observedTimeUnixNano: observedNs = 0n } = record;
  if (observedNs > 0n) metadata.set('observed_timestamp', String(observedNs));
  const timeNs = timeUnixNano || observedNs || nowNs;
  return {
    timeNs: timeNs > MAX_NS ? MAX_NS : timeNs,
    line: attributeText(record.body),
    metadata,
    level: severityLevel(severityNumber, severityText),
  };
}
