import type { DriftRecord } from '../../../platform/kubernetes/managed/drift-record.ts';
import type { Drift } from '../../contract/drift.ts';
import { instant, instantOrNull } from './present.ts';

export function presentDrift(record: DriftRecord): Drift {
  const { part, kind, namespace, name, change, field, manager } = record;
  return {
    at: instant(record.atMs),
    ...{ part, kind, namespace, name, change, field, manager },
    repairedAt: instantOrNull(record.repairedAtMs),
  };
}
