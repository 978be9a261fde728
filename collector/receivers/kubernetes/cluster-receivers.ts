import type { Clock } from '../../../platform/clock/clock.ts';
import { AppError } from '../../../platform/errors/app-error.ts';
import { AUDIT_LABEL, AUDIT_VALUE } from '../../../platform/model/audit-label.ts';
import { type Labels, labelsFrom } from '../../../platform/model/labels.ts';
import type { IngestQuota } from '../ingest-quota.ts';
import { plainBody } from '../plain-body.ts';
import type { Receiver, ReceiverRequest } from '../receiver.ts';
import { emptyAnswer, refusalAnswer, textAnswer } from '../text-answer.ts';
import { auditKey, auditLine } from './audit-line.ts';
import { BoundedValues } from './bounded-values.ts';
import type { ClusterPlace } from './cluster-place.ts';
import { eventKey, eventLine, unwrapEvent } from './event-line.ts';
import { type JsonObject, textAt } from './json-value.ts';
import { readDocuments } from './read-documents.ts';
import { RecentEvents } from './recent-events.ts';
import { type ClusterLine, storeByPlace } from './store-by-place.ts';

export interface ClusterReceiverOptions {
  readonly clock: Clock;
  readonly maxPlainBytes: number;
  /** Counts bytes of uncompressed pushes of the cluster's token. */
  readonly quota: IngestQuota;
}

const MAX_RECENT = 50_000;
const MAX_KINDS = 100;
const MAX_TYPES = 10;
const MAX_REASONS = 300;
const MAX_VERBS = 30;
const MAX_NAMESPACES = 1_000;

/**
 * Events of a cluster: one event, an `EventList`, an array, or one per line; also as a watch wraps
 * them. A version (uid and resourceVersion) that was stored is stored once. 204, or 400 with what was
 * not taken; 503 while a place cannot take any.
 */
export function createEventsReceiver(options: ClusterReceiverOptions): Receiver<ClusterPlace> {
  const bounds = {
    kinds: new BoundedValues(MAX_KINDS),
    types: new BoundedValues(MAX_TYPES),
    reasons: new BoundedValues(MAX_REASONS),
  };
  return clusterReceiver(options, {
    pick: unwrapEvent,
    key: eventKey,
    line: (event, nowNs) => eventLine(event, bounds, nowNs),
    what: 'a Kubernetes event',
    ownLabels: labelsFrom([]),
  });
}

/**
 * The webhook backend of the API server's audit (`audit.k8s.io/v1 EventList`). Alone sets the label by
 * which streams of audit are told from all others.
 */
export function createAuditReceiver(options: ClusterReceiverOptions): Receiver<ClusterPlace> {
  const verbs = new BoundedValues(MAX_VERBS);
  return clusterReceiver(options, {
    pick: (given) => (textAt(given, 'verb') === '' ? null : given),
    key: auditKey,
    line: (event, nowNs) => auditLine(event, verbs, nowNs),
    what: 'an audit event',
    ownLabels: labelsFrom([[AUDIT_LABEL, AUDIT_VALUE]]),
  });
}

interface DocumentKind {
  /** The object to store; null for what is none of this kind. */
  pick(given: JsonObject): JsonObject | null;
  key(object: JsonObject): string | null;
  line(object: JsonObject, nowNs: bigint): ClusterLine;
  readonly what: string;
  /** On every line, whatever the objects say. */
  readonly ownLabels: Labels;
}

function clusterReceiver(
  options: ClusterReceiverOptions,
  kind: DocumentKind,
): Receiver<ClusterPlace> {
  const recent = new RecentEvents(MAX_RECENT);
  const namespaces = new BoundedValues(MAX_NAMESPACES);
  return async (request, place) => {
    try {
      const objects = await readObjects(request, place, options, kind);
      const keys = new Set<string>();
      const fresh = objects.filter((object) => {
        const key = scopedKey(place, kind.key(object));
        if (key === null) return true;
        if (recent.has(key) || keys.has(key)) return false;
        keys.add(key);
        return true;
      });
      const nowNs = BigInt(Math.trunc(options.clock.nowMs())) * 1_000_000n;
      const lines = fresh.map((object) => kind.line(object, nowNs));
      const { tally, refusal } = await storeByPlace(
        lines,
        place.placeOf,
        namespaces,
        kind.ownLabels,
      );
      for (const key of keys) recent.add(key);
      return refusal === null ? emptyAnswer(204, tally) : textAnswer(400, refusal, tally);
    } catch (thrown) {
      return refusalAnswer(thrown);
    }
  };
}

/** Two clusters may have the same uid, e.g. one restored from the other. */
function scopedKey({ tenant, stamp }: ClusterPlace, key: string | null): string | null {
  if (key === null) return null;
  return `${tenant} ${[...stamp.ownLabels].flat().join(' ')} ${key}`;
}

async function readObjects(
  { body, contentEncoding }: ReceiverRequest,
  { tenant }: ClusterPlace,
  { maxPlainBytes, quota }: ClusterReceiverOptions,
  { pick, what }: DocumentKind,
): Promise<readonly JsonObject[]> {
  const plain = await plainBody(body, contentEncoding, maxPlainBytes);
  const objects = readDocuments(plain).map((given) => {
    const picked = pick(given);
    if (picked === null) throw new AppError('invalid', `the body holds what is not ${what}`);
    return picked;
  });
  quota.take(tenant, plain.length);
  return objects;
}
