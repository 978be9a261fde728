import { PageQuery, pageOf } from '../common.ts';
import { ClusterDrift } from '../drift.ts';
import { endpoint, onSystem } from '../endpoint.ts';
import { Cluster, ClusterInput, ClusterUpdate } from '../tenancy.ts';
import { byCluster } from './params.ts';

/** Clusters. */
export const clusterEndpoints = {
  'clusters.list': endpoint({
    method: 'GET',
    path: '/api/v1/clusters',
    summary: 'Clusters',
    tag: 'clusters',
    requires: onSystem('clusters:read'),
    query: PageQuery,
    answer: pageOf(Cluster),
    status: 200,
  }),
  'clusters.create': endpoint({
    method: 'POST',
    path: '/api/v1/clusters',
    summary: 'Register a cluster: backends, enforced labels, rule sink',
    tag: 'clusters',
    requires: onSystem('clusters:write'),
    body: ClusterInput,
    answer: Cluster,
    status: 201,
  }),
  'clusters.get': endpoint({
    method: 'GET',
    path: '/api/v1/clusters/{cluster}',
    summary: 'One cluster',
    tag: 'clusters',
    requires: onSystem('clusters:read'),
    params: byCluster,
    answer: Cluster,
    status: 200,
  }),
  'clusters.update': endpoint({
    method: 'PUT',
    path: '/api/v1/clusters/{cluster}',
    summary: 'Change a cluster (If-Match)',
    tag: 'clusters',
    requires: onSystem('clusters:write'),
    params: byCluster,
    body: ClusterUpdate,
    answer: Cluster,
    status: 200,
  }),
  'clusters.drift': endpoint({
    method: 'GET',
    path: '/api/v1/clusters/{cluster}/drift',
    summary: 'What somebody else changed in the objects that tocsin keeps in the cluster',
    tag: 'clusters',
    requires: onSystem('clusters:read'),
    params: byCluster,
    answer: ClusterDrift,
    status: 200,
  }),
  'clusters.delete': endpoint({
    method: 'DELETE',
    path: '/api/v1/clusters/{cluster}',
    summary: 'Remove a cluster without environments',
    tag: 'clusters',
    requires: onSystem('clusters:write'),
    params: byCluster,
    answer: null,
    status: 204,
  }),
} as const;
