import type { ContainerPort, PodView, ServiceView, SliceView } from './object-views.ts';

type Pairs = (readonly [string, string])[];

const PREFIX = '__meta_kubernetes_';

/**
 * The labels that Prometheus's `kubernetes_sd_configs` gives pods.
 * @see https://prometheus.io/docs/prometheus/latest/configuration/configuration/#pod
 */
export function podMeta(pod: PodView): Pairs {
  return [
    [`${PREFIX}namespace`, pod.namespace],
    [`${PREFIX}pod_name`, pod.name],
    [`${PREFIX}pod_uid`, pod.uid],
    [`${PREFIX}pod_ip`, pod.ip],
    [`${PREFIX}pod_host_ip`, pod.hostIp],
    [`${PREFIX}pod_node_name`, pod.node],
    [`${PREFIX}pod_phase`, pod.phase],
    [`${PREFIX}pod_ready`, String(pod.isReady)],
    [`${PREFIX}pod_controller_kind`, pod.controllerKind],
    [`${PREFIX}pod_controller_name`, pod.controllerName],
    ...named('pod', pod.labels, pod.annotations),
  ];
}

export function portMeta({ container, isInit, name, number, protocol }: ContainerPort): Pairs {
  return [
    [`${PREFIX}pod_container_name`, container],
    [`${PREFIX}pod_container_init`, String(isInit)],
    [`${PREFIX}pod_container_port_name`, name],
    [`${PREFIX}pod_container_port_number`, String(number)],
    [`${PREFIX}pod_container_port_protocol`, protocol],
  ];
}

export function serviceMeta(service: ServiceView): Pairs {
  return [
    [`${PREFIX}namespace`, service.namespace],
    [`${PREFIX}service_name`, service.name],
    ...named('service', service.labels, service.annotations),
  ];
}

export function sliceMeta(
  slice: SliceView,
  port: SliceView['ports'][number],
  endpoint: SliceView['endpoints'][number],
): Pairs {
  return [
    [`${PREFIX}endpointslice_name`, slice.name],
    [`${PREFIX}endpointslice_address_type`, slice.addressType],
    [`${PREFIX}endpointslice_port_name`, port.name],
    [`${PREFIX}endpointslice_port`, String(port.number)],
    [`${PREFIX}endpointslice_port_protocol`, port.protocol],
    [`${PREFIX}endpointslice_endpoint_conditions_ready`, String(endpoint.isReady)],
    [`${PREFIX}endpointslice_address_target_kind`, endpoint.targetKind],
    [`${PREFIX}endpointslice_address_target_name`, endpoint.targetName],
  ];
}

function named(
  of: string,
  labels: ReadonlyMap<string, string>,
  annotations: ReadonlyMap<string, string>,
): Pairs {
  const pairs = (kind: string, map: ReadonlyMap<string, string>): Pairs =>
    [...map].flatMap(([name, value]) => [
      [`${PREFIX}${of}_${kind}_${safe(name)}`, value] as const,
      [`${PREFIX}${of}_${kind}present_${safe(name)}`, 'true'] as const,
    ]);
  return [...pairs('label', labels), ...pairs('annotation', annotations)];
}

/** What no label name may hold becomes an underscore, as in Prometheus. */
function safe(name: string): string {
  return name.replaceAll(/[^a-zA-Z0-9_]/g, '_');
}
