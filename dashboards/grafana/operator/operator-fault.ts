import {
  isJsonObject,
  listIn,
  objectIn,
  textIn,
} from '../../../platform/kubernetes/objects/json-object.ts';
import type { KubernetesObject } from '../../../platform/kubernetes/objects/kubernetes-object.ts';

const NO_INSTANCE =
  'grafana-operator finds no Grafana object with the labels of grafana.sync.operator.instance';
const CHARS = 500;

/**
 * What grafana-operator (v5) says in the `status` of an object that it could not bring into Grafana: no
 * instance matches, or a condition such as `DatasourceSynchronized` that is not `True`. Null: nothing.
 */
export function operatorFault(live: KubernetesObject | undefined): string | null {
  const status = objectIn(live, 'status');
  if (status.NoMatchingInstances === true) return NO_INSTANCE;
  const failed = listIn(status, 'conditions')
    .filter(isJsonObject)
    .find((one) => textIn(one, 'status') === 'False' && textIn(one, 'type').endsWith(SYNCHRONISED));
  if (failed === undefined) return null;
  return `grafana-operator: ${textIn(failed, 'message') || textIn(failed, 'reason')}`.slice(
    0,
    CHARS,
  );
}

/** `DashboardSynchronized`, `DatasourceSynchronized`, `FolderSynchronized`. */
const SYNCHRONISED = 'Synchronized';
