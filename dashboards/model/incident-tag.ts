/** Annotations with this tag are the incidents of the tenant, not what Grafana keeps. */
export const INCIDENT_TAG = 'tocsin-incidents';
