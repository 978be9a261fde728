import type { SelectionSubject } from '../../platform/kubernetes/managed/object-selection.ts';

/** Who takes PrometheusRules up. */
export const RULE_SELECTION: SelectionSubject = {
  kinds: [
    { kind: 'Prometheus', version: 'v1' },
    { kind: 'ThanosRuler', version: 'v1' },
  ],
  objects: 'ruleSelector',
  namespaces: 'ruleNamespaceSelector',
  who: 'Prometheus',
};

/** Who takes AlertmanagerConfigs up. */
export const CONFIG_SELECTION: SelectionSubject = {
  kinds: [{ kind: 'Alertmanager', version: 'v1' }],
  objects: 'alertmanagerConfigSelector',
  namespaces: 'alertmanagerConfigNamespaceSelector',
  who: 'Alertmanager',
};
