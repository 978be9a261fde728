import { hash } from 'node:crypto';
import { type Labels, labelsKey } from '../../platform/model/labels.ts';
import { RULE_LABEL, SEVERITY_LABEL, TENANT_LABEL } from '../rules/alert-labels.ts';

/**
 * The labels that make an incident what it is and that people see: those of the alert without its
 * severity, without what differs between replicas of the sender, and without our own labels (the
 * MAC in `tocsin_rule` is not for people).
 */
export function incidentLabels(labels: Labels, replicaLabels: ReadonlySet<string>): Labels {
  const kept = new Map<string, string>();
  for (const [name, value] of labels) {
    if (!NOT_SHOWN.has(name) && !replicaLabels.has(name)) kept.set(name, value);
  }
  return kept;
}

const NOT_SHOWN: ReadonlySet<string> = new Set([SEVERITY_LABEL, RULE_LABEL, TENANT_LABEL]);

/** What an incident is one of: all alerts with the same key belong to the same incident. */
export interface IncidentKeyParts {
  readonly owner: string;
  readonly cluster: string;
  readonly ruleId: string | null;
  /**
   * `project.environment`, where there is one. On a cluster without a namespace label it is all that
   * keeps what an environment's token posts apart from the tenant's other incidents of the rule.
   */
  readonly environment: string | null;
  readonly labels: Labels;
  /** Names that do not count. */
  readonly except?: ReadonlySet<string>;
}

/** 128 bits of SHA-256 over the length-prefixed parts, base64url. */
export function incidentKey(parts: IncidentKeyParts): string {
  const texts = [parts.owner, parts.cluster, parts.ruleId ?? '', parts.environment ?? ''];
  const head = texts.map((text) => `${text.length}:${text}`).join('');
  return shortHash(head + labelsKey(parts.labels, parts.except));
}

/** Key of an unassigned alert: one row per cluster and label set, replicas and MAC aside. */
export function unassignedKey(cluster: string, labels: Labels): string {
  return shortHash(`${cluster.length}:${cluster}${labelsKey(labels)}`);
}

function shortHash(text: string): string {
  return hash('sha256', text, 'base64url').slice(0, 22);
}
