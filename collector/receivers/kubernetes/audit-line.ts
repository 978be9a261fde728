import { labelsFrom } from '../../../platform/model/labels.ts';
import type { BoundedValues } from './bounded-values.ts';
import { type JsonObject, memberAt, textAt } from './json-value.ts';
import { parseRfc3339Ns } from './rfc3339-ns.ts';
import type { ClusterLine } from './store-by-place.ts';

/**
 * An `audit.k8s.io/v1` event as a line: the event itself as JSON. Who did what to what is structured
 * metadata.
 */
export function auditLine(event: JsonObject, verbs: BoundedValues, nowNs: bigint): ClusterLine {
  const object = memberAt(event, 'objectRef');
  const subresource = textAt(object, 'subresource');
  const resource = textAt(object, 'resource');
  const code = textAt(event, 'responseStatus', 'code');
  return {
    namespace: textAt(object, 'namespace'),
    labels: [
      ['job', 'kubernetes-audit'],
      ['verb', verbs.admit(textAt(event, 'verb'))],
    ],
    entry: {
      timeNs: auditTimeNs(event) ?? nowNs,
      line: JSON.stringify(event),
      metadata: labelsFrom([
        ['audit_id', textAt(event, 'auditID')],
        ['code', code],
        ['detected_level', levelOf(Number(code))],
        ['group', textAt(object, 'apiGroup')],
        ['name', textAt(object, 'name')],
        ['resource', subresource === '' ? resource : `${resource}/${subresource}`],
        ['source_address', sourceOf(event)],
        ['stage', textAt(event, 'stage')],
        ['user', textAt(event, 'user', 'username')],
        ['impersonated_user', textAt(event, 'impersonatedUser', 'username')],
      ]),
    },
  };
}

/** By the answer of the API server: failed, refused, or done (or not answered yet). */
function levelOf(code: number): string {
  if (code >= 500) return 'error';
  return code >= 400 ? 'warn' : 'info';
}

/** The first address is the client's as the API server knows it. */
function sourceOf(event: JsonObject): string {
  const addresses = memberAt(event, 'sourceIPs');
  const [first] = Array.isArray(addresses) ? addresses : [];
  return typeof first === 'string' ? first : '';
}

/** When the stage was reached; null: it does not say. */
export function auditTimeNs(event: JsonObject): bigint | null {
  return (
    parseRfc3339Ns(textAt(event, 'stageTimestamp')) ??
    parseRfc3339Ns(textAt(event, 'requestReceivedTimestamp'))
  );
}

/** One stage of one request; null for one that cannot be told from others. */
export function auditKey(event: JsonObject): string | null {
  const id = textAt(event, 'auditID');
  return id === '' ? null : `${id} ${textAt(event, 'stage')}`;
}
