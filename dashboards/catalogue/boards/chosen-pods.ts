/** PromQL of 1 for each pod that was not over yet: what others asked for they no longer hold. */
const LIVING = (matchers: string): string =>
  `max by (namespace, pod) (kube_pod_status_phase{phase=~"Pending|Running"${matchers}} == 1)`;

/** What requests or limits of a resource add up to by namespace or pod, without pods that are over. */
export const ofLivingPods = (metric: string, matchers: string, by = ''): string =>
  `sum${by === '' ? '' : ` by (${by})`} (${metric} * on (namespace, pod) group_left () ${LIVING(matchers)})`;

/**
 * What the pods of the chosen nodes have, by pod. kube-state-metrics says where a pod is; who scrapes
 * the kubelet often does not.
 */
export const onChosenNodes = (perPod: string): string =>
  `${perPod} * on (namespace, pod) group_left () max by (namespace, pod) (kube_pod_info{node=~"$node"})`;
