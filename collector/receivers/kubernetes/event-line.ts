import { labelsFrom } from '../../../platform/model/labels.ts';
import type { BoundedValues } from './bounded-values.ts';
import { isObject, type JsonObject, memberAt, textAt } from './json-value.ts';
import { parseRfc3339Ns } from './rfc3339-ns.ts';
import type { ClusterLine } from './store-by-place.ts';

export interface EventBounds {
  readonly kinds: BoundedValues;
  readonly types: BoundedValues;
  readonly reasons: BoundedValues;
}

/**
 * An event (`v1`, `events.k8s.io/v1`) as a line: the event itself as JSON, without `managedFields`.
 * @param nowNs for events that name no instant
 */
export function eventLine(event: JsonObject, bounds: EventBounds, nowNs: bigint): ClusterLine {
  const about = memberAt(event, 'involvedObject') ?? memberAt(event, 'regarding');
  const type = textAt(event, 'type');
  return {
    namespace: namespaceOfEvent(event),
    labels: [
      ['job', 'kubernetes-events'],
      ['kind', bounds.kinds.admit(textAt(about, 'kind'))],
      ['type', bounds.types.admit(type)],
      ['reason', bounds.reasons.admit(textAt(event, 'reason'))],
    ],
    entry: {
      timeNs: eventTimeNs(event) ?? nowNs,
      line: JSON.stringify(withoutManagedFields(event)),
      metadata: labelsFrom([
        ['name', textAt(about, 'name')],
        ['uid', textAt(event, 'metadata', 'uid')],
        [
          'source',
          textAt(event, 'reportingComponent') ||
            textAt(event, 'reportingController') ||
            textAt(event, 'source', 'component'),
        ],
        ['node', textAt(event, 'source', 'host') || textAt(event, 'deprecatedSource', 'host')],
        [
          'count',
          textAt(event, 'count') ||
            textAt(event, 'series', 'count') ||
            textAt(event, 'deprecatedCount'),
        ],
        ['detected_level', type === 'Warning' ? 'warn' : 'info'],
      ]),
    },
  };
}

/** Of what it is about; empty for what belongs to none. */
export function namespaceOfEvent(event: JsonObject): string {
  const about = memberAt(event, 'involvedObject') ?? memberAt(event, 'regarding');
  if (isClusterWide(about)) return '';
  return textAt(about, 'namespace') || textAt(event, 'metadata', 'namespace');
}

/** Events about things without a namespace lie in `default`, which is somebody's. */
function isClusterWide(about: unknown): boolean {
  return about !== undefined && textAt(about, 'namespace') === '';
}

const TIMES: readonly (readonly string[])[] = [
  ['series', 'lastObservedTime'],
  ['lastTimestamp'],
  ['deprecatedLastTimestamp'],
  ['eventTime'],
  ['firstTimestamp'],
  ['deprecatedFirstTimestamp'],
  ['metadata', 'creationTimestamp'],
];

/** When it happened last, as it says; null: it names no instant. */
export function eventTimeNs(event: JsonObject): bigint | null {
  for (const path of TIMES) {
    const timeNs = parseRfc3339Ns(textAt(event, ...path));
    if (timeNs !== null) return timeNs;
  }
  return null;
}

function withoutManagedFields(event: JsonObject): JsonObject {
  const { metadata } = event;
  if (!isObject(metadata) || !('managedFields' in metadata)) return event;
  const { managedFields: _, ...rest } = metadata;
  return { ...event, metadata: rest };
}

/** One version of one event; null for one that cannot be told from others. */
export function eventKey(event: JsonObject): string | null {
  const uid = textAt(event, 'metadata', 'uid');
  const version = textAt(event, 'metadata', 'resourceVersion');
  return uid === '' || version === '' ? null : `${uid} ${version}`;
}

/** What a webhook wraps: `{ type: 'ADDED', object: {…} }` of a watch, or the event itself. */
export function unwrapEvent(given: JsonObject): JsonObject | null {
  const object = memberAt(given, 'object');
  const event = textAt(object, 'kind') === 'Event' ? object : given;
  const isEvent =
    textAt(event, 'kind') === 'Event' ||
    memberAt(event, 'involvedObject') !== undefined ||
    memberAt(event, 'regarding') !== undefined;
  return isEvent && isObject(event) ? event : null;
}
