/** Network interfaces that carry no traffic of their own: loopback, bridges and the ends of tunnels. */
export const VIRTUAL_INTERFACES =
  'lo|veth.+|docker.*|br-.+|bridge.*|cni.*|cali.+|flannel.*|cilium.*|lxc.+|tunl.*|vxlan.*|dummy.*|kube-.+|nodelocaldns|virbr.*|ifb.*';

/** Disks that are other disks' parts, or memory: counting them counts twice. */
export const DERIVED_DISKS = 'loop.+|ram.+|zram.+|dm-.+|md.+|sr.+|fd.+';

/** File systems on real devices. A device that is mounted twice still has one series per device later. */
export const REAL_FILE_SYSTEMS =
  'device!~"/dev/loop.+|rootfs",fstype!~"tmpfs|devtmpfs|ramfs|overlay|aufs|squashfs|iso9660|nfs.*|cifs|fuse.*|nsfs|autofs|rpc_pipefs"';

/** One series per scraped host, with its name. */
export const HOST = 'max by (instance, nodename) (node_uname_info{nodename=~"$node"})';

/** From a value per `instance` of a node-exporter to one per `node`, its host name. */
export const perHost = (perInstance: string): string =>
  `max by (node) (label_replace((${perInstance}) * on (instance) group_left (nodename) ${HOST}, "node", "$1", "nodename", "(.+)"))`;

/** Which node each pod runs on. */
const POD_NODE = 'max by (namespace, pod, node) (kube_pod_info{node!="",node=~"$node"})';

/** From a value per (namespace, pod) to one per node. */
export const perNodeOfPods = (perPod: string): string =>
  `sum by (node) ((${perPod}) * on (namespace, pod) group_left (node) ${POD_NODE})`;

/**
 * Which workload each pod belongs to: value 1 per (namespace, pod, workload, workload_kind). Pods of
 * a ReplicaSet count to its Deployment; other controllers own theirs directly.
 */
const ownerOf = (mark: '$' | '$?'): string => {
  const wanted = `owner_kind=~"${mark}workload_kind",owner_name=~"${mark}workload",namespace=~"$namespace"`;
  const throughReplicaSet =
    'label_replace(kube_pod_owner{owner_kind="ReplicaSet",namespace=~"$namespace"}, "replicaset", "$1", "owner_name", "(.+)")' +
    ' * on (namespace, replicaset) group_left (owner_name)' +
    ` max by (namespace, replicaset, owner_name) (kube_replicaset_owner{owner_kind="Deployment",${wanted}})`;
  const deployments = `label_replace(label_replace(${throughReplicaSet}, "workload", "$1", "owner_name", "(.+)"), "workload_kind", "Deployment", "", "")`;
  const others = `label_replace(label_replace(kube_pod_owner{owner_kind!~"ReplicaSet|Node|<none>|",${wanted}}, "workload", "$1", "owner_name", "(.+)"), "workload_kind", "$1", "owner_kind", "(.+)")`;
  return `max by (namespace, pod, workload, workload_kind) (${deployments} or ${others})`;
};

export const POD_WORKLOAD: string = ownerOf('$');

/** From a value per (namespace, pod) to one per workload. */
export const perWorkload = (perPod: string): string =>
  `sum by (namespace, workload, workload_kind) ((${perPod}) * on (namespace, pod) group_left (workload, workload_kind) ${POD_WORKLOAD})`;

/** Narrows rows of pods by node and by workload; each part vanishes when its filter is not used. */
export const POD_GUARDS = ` and on (namespace, pod) kube_pod_info{node=~"$?node"} and on (namespace, pod) ${ownerOf('$?')}`;

/** Containers that do work: neither the sandbox nor the sum over the pod. */
export const REAL_CONTAINERS = 'container!="",container!="POD"';
