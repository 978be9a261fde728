const IN = 'namespace=~"$namespace"';

/**
 * PromQL of the pods and the workload that owns each, one series per pod with the labels `namespace`,
 * `pod` and `workload`. The owner of a replica set's pods is the deployment (or rollout) above it, that
 * of a job's pods the cron job, where one made it.
 *
 * @param workload a pattern of their names; empty: every workload
 */
export function ownedPods(workload = '', jobs: 'with jobs' | 'without jobs' = 'with jobs'): string {
  const named = workload === '' ? '' : `, owner_name=~"${workload}"`;
  const chains = [
    asWorkload(`kube_pod_owner{owner_kind!~"|<none>|ReplicaSet|Job", ${IN}${named}}`),
    asWorkload(above('ReplicaSet', 'replicaset', `owner_kind!~"|<none>", ${IN}${named}`)),
  ];
  if (jobs === 'with jobs') {
    chains.push(
      asWorkload(above('Job', 'job_name', `owner_kind="CronJob", ${IN}${named}`)),
      asWorkload(
        `(${copied(`kube_pod_owner{owner_kind="Job", ${IN}${named}}`, 'job_name')} unless on (namespace, job_name) kube_job_owner{owner_kind="CronJob", ${IN}})`,
      ),
    );
  }
  // A pod with two owners would make a join with it fail as a whole.
  return `topk by (namespace, pod) (1, max by (namespace, pod, workload) (${chains.join(' or ')}))`;
}

/** The pods of owners of a kind, with the name of who owns those. */
function above(kind: 'ReplicaSet' | 'Job', label: string, matchers: string): string {
  const metric = kind === 'Job' ? 'kube_job_owner' : 'kube_replicaset_owner';
  const pods = copied(`kube_pod_owner{owner_kind="${kind}", ${IN}}`, label);
  return `${pods} * on (namespace, ${label}) group_left (owner_name) max by (namespace, ${label}, owner_name) (${metric}{${matchers}})`;
}

const copied = (series: string, label: string): string =>
  `label_replace(${series}, "${label}", "$1", "owner_name", "(.+)")`;
const asWorkload = (series: string): string => copied(series, 'workload');
