import type { Labels } from '../../platform/model/labels.ts';

/** Targets that share labels, as a discovery found them. */
export interface TargetGroup {
  /** Where it comes from, for people: a file, a URL, `static`. */
  readonly source: string;
  /** `host:port` each. */
  readonly addresses: readonly string[];
  /** With the discovery's own `__meta_…`. */
  readonly labels: Labels;
}

/** How a discovery does. */
export interface DiscoveryStatus {
  /** e.g. `file targets/*.json`. */
  readonly name: string;
  /** What keeps it from reading something; then its last good targets are kept. Empty: nothing. */
  readonly errors: readonly string[];
}

/** Finds targets and says when they change. */
export interface Discovery {
  /** Reads once, tells of what it found, then of each change until `stop`. Rejects never. */
  start(onGroups: (groups: readonly TargetGroup[]) => void): Promise<void>;
  status(): DiscoveryStatus;
  stop(): void;
}
