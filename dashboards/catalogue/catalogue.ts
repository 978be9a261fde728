import type { Board } from './board.ts';
import {
  GO,
  HTTP,
  JVM,
  MESH_BOARD,
  MICROMETER_JVM,
  NODEJS,
  OTEL_HTTP,
  OTEL_JVM,
  OTEL_OLD,
} from './boards/applications.data.ts';
import { CANARY } from './boards/canary.data.ts';
import { ELASTICSEARCH, MONGODB, MYSQL, POSTGRESQL, REDIS } from './boards/databases.data.ts';
import { CLUSTER, HOST, NODE_BOARD } from './boards/hosts.data.ts';
import { CONTROL_PLANE, TOCSIN } from './boards/platform.data.ts';
import { CONSUL, KAFKA, NGINX, RABBITMQ } from './boards/queues.data.ts';
import {
  INGRESS_BOARD,
  NAMESPACE_BOARD,
  POD_BOARD,
  VOLUME_BOARD,
  WORKLOAD_BOARD,
} from './boards/workloads.data.ts';

/** The dashboards that come with tocsin, in the order they are listed. */
export const BOARDS: readonly Board[] = [
  HOST,
  CLUSTER,
  NODE_BOARD,
  NAMESPACE_BOARD,
  WORKLOAD_BOARD,
  POD_BOARD,
  CANARY,
  VOLUME_BOARD,
  INGRESS_BOARD,
  CONTROL_PLANE,
  HTTP,
  OTEL_HTTP,
  OTEL_JVM,
  OTEL_OLD,
  MESH_BOARD,
  JVM,
  MICROMETER_JVM,
  GO,
  NODEJS,
  MYSQL,
  POSTGRESQL,
  REDIS,
  MONGODB,
  ELASTICSEARCH,
  KAFKA,
  RABBITMQ,
  NGINX,
  CONSUL,
  TOCSIN,
];

/**
 * Whether somebody can have the board: of the platform's only who reads the whole platform.
 *
 * @param metrics names of the metrics in the scope; of each group that the board needs one has to be there
 */
export function canFill(
  { audience, needs }: Board,
  isPlatform: boolean,
  metrics: ReadonlySet<string>,
): boolean {
  if (audience === 'tenants' && isPlatform) return false;
  if (audience === 'platform' && !isPlatform) return false;
  return needs.every((group) => group.some((name) => metrics.has(name)));
}
