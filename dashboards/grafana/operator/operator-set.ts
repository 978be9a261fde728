/** Objects of Grafana bear the label `tocsin/part=grafana`. */
export const OPERATOR_PART = 'grafana';

/** Whatever may be among them, so that what is left of former settings is found. */
export const OPERATOR_KINDS = [
  { group: '', version: 'v1', kind: 'Secret' },
  { group: 'grafana.integreatly.org', version: 'v1beta1', kind: 'GrafanaDatasource' },
  { group: 'grafana.integreatly.org', version: 'v1beta1', kind: 'GrafanaFolder' },
  { group: 'grafana.integreatly.org', version: 'v1beta1', kind: 'GrafanaDashboard' },
] as const;
