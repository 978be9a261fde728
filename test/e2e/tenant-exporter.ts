import { createServer } from 'node:http';
import { freePort } from '../support/free-port.ts';
import type { ScrapeJob } from '../support/prometheus-config.ts';
import { tenants } from '../support/two-tenants.ts';

/** Metrics that only one tenant has, with names, help and label values that tell whose they are. */
export interface TenantExporter {
  /** `/acme` and `/umbrella`, each with its tenant's namespace. */
  readonly scrape: readonly ScrapeJob[];
  readonly close: () => Promise<void>;
}

export async function startTenantExporter(): Promise<TenantExporter> {
  let scrapes = 0;
  const server = createServer((request, response) => {
    scrapes += 1;
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(metricsOf((request.url ?? '/').slice(1), scrapes));
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    scrape: tenants.map(({ id, namespace }) => ({
      jobName: `${id}-shop`,
      targets: [`127.0.0.1:${port}`],
      metricsPath: `/${id}`,
      labels: { namespace },
    })),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function metricsOf(tenant: string, scrapes: number): string {
  return `# HELP ${tenant}_orders_total Orders that ${tenant} has taken.
# TYPE ${tenant}_orders_total counter
${tenant}_orders_total{shop="${tenant}-north"} ${scrapes}
${tenant}_orders_total{shop="${tenant}-south"} ${2 * scrapes}
# HELP ${tenant}_stock Things on the shelves of ${tenant}.
# TYPE ${tenant}_stock gauge
${tenant}_stock{shop="${tenant}-north"} 12
${['web', 'db'].map((name, at) => podMetrics(`${tenant}-${name}`, (1 + at) * scrapes)).join('')}node_uname_info{nodename="${tenant}-host"} 1
node_cpu_seconds_total{cpu="0",mode="idle"} ${3 * scrapes}
node_cpu_seconds_total{cpu="0",mode="user"} ${scrapes}
`;
}

/** What cAdvisor and kube-state-metrics say of a pod, as far as it is ranked. */
function podMetrics(workload: string, cpuSeconds: number): string {
  const pod = `pod="${workload}-0"`;
  return `container_cpu_usage_seconds_total{${pod},container="main",image="i"} ${cpuSeconds}
container_memory_working_set_bytes{${pod},container="main",image="i"} ${1e6 * cpuSeconds}
kube_pod_info{${pod},node="n1"} 1
kube_pod_owner{${pod},owner_kind="StatefulSet",owner_name="${workload}"} 1
`;
}
