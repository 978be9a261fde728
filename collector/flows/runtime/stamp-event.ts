import { METADATA_FIELD, STAMPED_NAMES } from '../stamped-names.ts';
import type { LogEvent, LogRecord } from './log-event.ts';

/** The stamp of a line, all members; those that nothing is known of are empty. */
export type Stamp = Readonly<Record<(typeof STAMPED_NAMES)[number], string>>;

/** A line that has passed its flow. */
export interface StampedLine {
  readonly timeNs: bigint;
  /** Without the stamp and without what it was made of. */
  readonly record: LogRecord;
  readonly stamp: Stamp;
}

/** Drops what the line says of itself under our names, and says where it is from. */
export function stampEvent({ timeNs, record, labels, place }: LogEvent): StampedLine {
  const own: LogRecord = Object.assign(Object.create(null), record);
  for (const name of STAMPED_NAMES) delete own[name];
  delete own[METADATA_FIELD];
  const first = (...names: readonly string[]) =>
    names.map((name) => labels.get(name)).find((value) => value) ?? '';
  const stamp = {
    ...place,
    workload: first(
      'workload',
      'k8s_deployment_name',
      'k8s_statefulset_name',
      'k8s_daemonset_name',
    ),
    pod: first('pod', 'k8s_pod_name'),
    container: first('container', 'k8s_container_name'),
    app: first('app', 'app_kubernetes_io_name', 'service_name', 'job'),
  };
  return { timeNs, record: own, stamp };
}
