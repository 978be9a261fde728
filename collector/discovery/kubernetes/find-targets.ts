import { isIP } from 'node:net';
import { labelsFrom } from '../../../platform/model/labels.ts';
import type { TargetGroup } from '../target-group.ts';
import { isSelected, type LabelSelector } from './label-selector.ts';
import { podMeta, portMeta, serviceMeta, sliceMeta } from './meta-labels.ts';
import type { ContainerPort, PodView, ServiceView, SliceView } from './object-views.ts';

/** What a namespace holds. */
export interface NamespaceObjects {
  readonly pods: readonly PodView[];
  readonly services: readonly ServiceView[];
  readonly slices: readonly SliceView[];
}

/** Which targets of a namespace are meant. */
export interface TargetSearch {
  /**
   * `pods`, `endpoints`: what the selector names, each port by itself. `annotated`: pods and services
   * that say so (`prometheus.io/scrape`, with `port`, `path` and `scheme`).
   */
  readonly find: 'pods' | 'endpoints' | 'annotated';
  /** Not heeded for `annotated`. */
  readonly selector: LabelSelector;
  /**
   * The namespace is a tenant's: an address counts only when it is that of a pod of this namespace,
   * and not its node's. Whoever may write EndpointSlices could name any address otherwise.
   */
  readonly isTenants: boolean;
}

/** The targets of one namespace; a group is one address. Pods that have ended are none. */
export function findTargets(
  objects: NamespaceObjects,
  search: TargetSearch,
): readonly TargetGroup[] {
  const running = objects.pods.filter((pod) => isScrapable(pod, search.isTenants));
  switch (search.find) {
    case 'pods':
      return running
        .filter(({ labels }) => isSelected(search.selector, labels))
        .flatMap((pod) => podTargets(pod));
    case 'endpoints':
      return objects.services
        .filter(({ labels }) => isSelected(search.selector, labels))
        .flatMap((service) => serviceTargets(service, objects, running, search.isTenants));
    case 'annotated':
      return [
        ...running.filter(isAnnotated).flatMap(annotatedPod),
        ...objects.services
          .filter(isAnnotated)
          .flatMap((service) =>
            annotatedService(service, serviceTargets(service, objects, running, search.isTenants)),
          ),
      ];
    default:
      return search.find satisfies never;
  }
}

function isScrapable({ ip, phase, isOnHost }: PodView, isTenants: boolean): boolean {
  const isEnded = phase === 'Succeeded' || phase === 'Failed';
  return isIP(ip) !== 0 && !isEnded && !(isOnHost && isTenants);
}

function podTargets(pod: PodView): readonly TargetGroup[] {
  return pod.ports.map((port) => ({
    source: `pod ${pod.namespace}/${pod.name}`,
    addresses: [hostPort(pod.ip, port.number)],
    labels: labelsFrom([...podMeta(pod), ...portMeta(port)]),
  }));
}

function serviceTargets(
  service: ServiceView,
  { slices }: NamespaceObjects,
  pods: readonly PodView[],
  isTenants: boolean,
): readonly TargetGroup[] {
  const byIp = new Map(pods.map((pod) => [pod.ip, pod]));
  const ofService = slices.filter((slice) => slice.service === service.name);
  return ofService.flatMap((slice) =>
    slice.endpoints.flatMap((endpoint) =>
      endpoint.addresses.flatMap((address) => {
        const pod = byIp.get(address);
        if ((pod === undefined && isTenants) || isIP(address) === 0) return [];
        return slice.ports.map((port) => ({
          source: `service ${service.namespace}/${service.name}`,
          addresses: [hostPort(address, port.number)],
          labels: labelsFrom([
            ...serviceMeta(service),
            ...sliceMeta(slice, port, endpoint),
            ...(pod === undefined ? [] : [...podMeta(pod), ...portOf(pod, port.number)]),
          ]),
        }));
      }),
    ),
  );
}

function portOf(pod: PodView, number: number): ReturnType<typeof portMeta> {
  const port = pod.ports.find((one) => one.number === number);
  return port === undefined ? [] : portMeta(port);
}

const PORT = 'prometheus.io/port';

function isAnnotated({ annotations }: { readonly annotations: PodView['annotations'] }): boolean {
  return annotations.get('prometheus.io/scrape') === 'true';
}

/** Without a port that is named, each that the containers declare. */
function annotatedPod(pod: PodView): readonly TargetGroup[] {
  const given = portIn(pod.annotations);
  const declared = pod.ports.filter(({ isInit, protocol }) => !isInit && protocol === 'TCP');
  const ports: readonly (ContainerPort | number)[] = given === null ? declared : [given];
  return ports.map((port) => ({
    source: `pod ${pod.namespace}/${pod.name}`,
    addresses: [hostPort(pod.ip, typeof port === 'number' ? port : port.number)],
    labels: labelsFrom([
      ...podMeta(pod),
      ...(typeof port === 'number' ? portOf(pod, port) : portMeta(port)),
      ...wishes(pod.annotations),
      ['pod', pod.name],
      ['container', typeof port === 'number' ? containerOf(pod, port) : port.container],
    ]),
  }));
}

/** With a port that is named, each address once, at that port. */
function annotatedService(
  { name, annotations }: ServiceView,
  groups: readonly TargetGroup[],
): readonly TargetGroup[] {
  const given = portIn(annotations);
  const seen = new Set<string>();
  return groups.flatMap(({ addresses, labels, source }) => {
    const moved = given === null ? addresses : addresses.map((one) => withPort(one, given));
    const isNew = moved.filter((address) => !seen.has(address));
    for (const address of isNew) seen.add(address);
    const pod = labels.get('__meta_kubernetes_pod_name') ?? '';
    const shown = [...labels, ...wishes(annotations), ['service', name], ['pod', pod]] as const;
    return isNew.length === 0 ? [] : [{ source, addresses: isNew, labels: labelsFrom(shown) }];
  });
}

function wishes(annotations: PodView['annotations']): readonly (readonly [string, string])[] {
  const path = annotations.get('prometheus.io/path') ?? '';
  const scheme = (annotations.get('prometheus.io/scheme') ?? '').toLowerCase();
  return [
    ['__metrics_path__', path],
    ['__scheme__', scheme === 'https' ? 'https' : ''],
  ];
}

function portIn(annotations: PodView['annotations']): number | null {
  const text = annotations.get(PORT) ?? '';
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : null;
}

function containerOf(pod: PodView, number: number): string {
  return pod.ports.find((port) => port.number === number)?.container ?? '';
}

function hostPort(ip: string, port: number): string {
  return ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`;
}

function withPort(address: string, port: number): string {
  return `${address.slice(0, address.lastIndexOf(':'))}:${port}`;
}
