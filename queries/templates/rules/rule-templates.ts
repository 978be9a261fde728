import { APISIX_ROWS } from './catalogue/apisix.data.ts';
import { CERT_ROWS } from './catalogue/cert.data.ts';
import { CLUSTER_ROWS } from './catalogue/cluster.data.ts';
import { CONSUL_ROWS } from './catalogue/consul.data.ts';
import { CONTAINER_ROWS } from './catalogue/container.data.ts';
import { ELASTICSEARCH_ROWS } from './catalogue/elasticsearch.data.ts';
import { ENVIRONMENT_ROWS } from './catalogue/environment.data.ts';
import { EXPORTER_ROWS } from './catalogue/exporter.data.ts';
import { JMX_ROWS } from './catalogue/jmx.data.ts';
import { KAFKA_ROWS } from './catalogue/kafka.data.ts';
import { LOG_ROWS } from './catalogue/log.data.ts';
import { MONGODB_ROWS } from './catalogue/mongodb.data.ts';
import { MYSQL_ROWS } from './catalogue/mysql.data.ts';
import { NODE_ROWS } from './catalogue/node.data.ts';
import { OTEL_HTTP_ROWS } from './catalogue/otel-http.data.ts';
import { OTEL_JDBC_ROWS } from './catalogue/otel-jdbc.data.ts';
import { OTEL_JVM_ROWS } from './catalogue/otel-jvm.data.ts';
import { OTEL_KAFKA_ROWS } from './catalogue/otel-kafka.data.ts';
import { OTEL_LOG_ROWS } from './catalogue/otel-log.data.ts';
import { OTEL_PROCESS_JVM_ROWS } from './catalogue/otel-process-jvm.data.ts';
import { PLUGIN_ROWS } from './catalogue/plugin.data.ts';
import { POSTGRES_ROWS } from './catalogue/postgres.data.ts';
import { PVC_ROWS } from './catalogue/pvc.data.ts';
import { REDIS_ROWS } from './catalogue/redis.data.ts';
import { WORKLOAD_ROWS } from './catalogue/workload.data.ts';
import { RESOURCE_NAMES } from './rule-resources.ts';
import type { ResourceName, RuleTemplate } from './rule-template.ts';
import { type TemplateRow, templatesFrom } from './template-row.ts';

const ROWS: Readonly<Record<ResourceName, readonly TemplateRow[]>> = {
  cluster: CLUSTER_ROWS,
  environment: ENVIRONMENT_ROWS,
  node: NODE_ROWS,
  container: CONTAINER_ROWS,
  workload: WORKLOAD_ROWS,
  log: LOG_ROWS,
  pvc: PVC_ROWS,
  consul: CONSUL_ROWS,
  elasticsearch: ELASTICSEARCH_ROWS,
  kafka: KAFKA_ROWS,
  mongodb: MONGODB_ROWS,
  mysql: MYSQL_ROWS,
  postgres: POSTGRES_ROWS,
  redis: REDIS_ROWS,
  jmx: JMX_ROWS,
  apisix: APISIX_ROWS,
  cert: CERT_ROWS,
  exporter: EXPORTER_ROWS,
  plugin: PLUGIN_ROWS,
  otel_jvm: OTEL_JVM_ROWS,
  otel_jdbc: OTEL_JDBC_ROWS,
  otel_http: OTEL_HTTP_ROWS,
  otel_log: OTEL_LOG_ROWS,
  otel_kafka: OTEL_KAFKA_ROWS,
  otel_process_jvm: OTEL_PROCESS_JVM_ROWS,
};

/** Every built-in template, resource by resource. Ids are unique (checked by a test). */
export const RULE_TEMPLATES: readonly RuleTemplate[] = RESOURCE_NAMES.flatMap((resource) =>
  templatesFrom(resource, ROWS[resource]),
);

const BY_ID: ReadonlyMap<string, RuleTemplate> = new Map(
  RULE_TEMPLATES.map((template) => [template.id, template]),
);

/** A built-in template, `scope.resource.rule`. */
export function findRuleTemplate(id: string): RuleTemplate | undefined {
  return BY_ID.get(id);
}
