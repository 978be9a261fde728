import type { ResourceKind } from '../../../platform/kubernetes/objects/resource-kind.ts';

const core = (kind: string, plural: string): ResourceKind => ({
  group: '',
  version: 'v1',
  kind,
  plural,
  isNamespaced: true,
});

export const PODS = core('Pod', 'pods');
export const SERVICES = core('Service', 'services');
export const SECRETS = core('Secret', 'secrets');
export const ENDPOINT_SLICES: ResourceKind = {
  ...core('EndpointSlice', 'endpointslices'),
  group: 'discovery.k8s.io',
};
