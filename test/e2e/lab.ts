import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { launchBrowser, type TestBrowser } from '../support/browser.ts';
import { buildService } from '../support/build-service.ts';
import { freePort } from '../support/free-port.ts';
import type { GrafanaStandIn } from '../support/grafana-stand-in.ts';
import { type Prometheus, startPrometheus } from '../support/prometheus.ts';
import type { ScrapeJob } from '../support/prometheus-config.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.ts';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';
import { startTocsin, type TocsinProcess } from '../support/tocsin-process.ts';
import { intakeToken, tenants, twoTenants } from '../support/two-tenants.ts';
import { waitUntil } from '../support/wait-until.ts';
import { startWebhookSink, type WebhookSink } from '../support/webhook-sink.ts';
import { startLabGrafana } from './lab-grafana.ts';

/** The whole product with everything around it, all real: two tenants on one Prometheus. */
export interface Lab {
  readonly tocsin: TocsinProcess;
  readonly prometheus: Prometheus;
  readonly smtp: SmtpSink;
  readonly webhook: WebhookSink;
  readonly browser: TestBrowser;
  /** With the board `up` of acme; the one part that is not real. */
  readonly grafana: GrafanaStandIn;
  readonly stop: () => Promise<void>;
}

/** @param more scrape jobs beside the two of Prometheus itself */
export async function startLab(more: readonly ScrapeJob[] = []): Promise<Lab> {
  buildAll();
  const ruleFolder = join(tempFolder('e2e-rules'), 'rules');
  mkdirSync(ruleFolder);
  const [port, prometheusPort] = [await freePort(), await freePort()];
  const [smtp, webhook] = [await startSmtpSink(), await startWebhookSink()];
  const grafana = await startLabGrafana(port);
  const places = twoTenants({ prometheusUrl: `http://127.0.0.1:${prometheusPort}`, ruleFolder });
  const tocsin = await startTocsin({
    port,
    config: {
      ...places,
      tokens: [...places.tokens, ...grafana.tokens],
      grafana: grafana.config,
      mail: { host: smtp.host, port: smtp.port, tls: 'none' },
      outbound: { tenantAllow: [`127.0.0.1:${webhook.port}`] },
    },
  });
  const prometheus = await startPrometheus({
    port: prometheusPort,
    ruleFiles: [join(ruleFolder, '*')],
    scrape: [
      ...tenants.map(({ id, namespace }) => ({
        jobName: id,
        targets: [`127.0.0.1:${prometheusPort}`],
        labels: { namespace },
      })),
      ...more,
    ],
    alertmanagers: [{ url: `${tocsin.url}/intake/clusters/lab`, bearerToken: intakeToken }],
  });
  await waitUntil(() => hasScraped(prometheus), { what: 'both targets in Prometheus' });
  const browser = await launchBrowser();
  return {
    tocsin,
    prometheus,
    smtp,
    webhook,
    browser,
    grafana: grafana.standIn,
    stop: async () => {
      await browser.close();
      await tocsin.remove();
      await Promise.all([prometheus.stop(), smtp.stop(), webhook.stop()]);
      await grafana.standIn.stop();
      removeFolder(join(ruleFolder, '..'));
    },
  };
}

async function hasScraped(prometheus: Prometheus): Promise<boolean> {
  const answer = await prometheus.get('/api/v1/query', { query: 'up' });
  return tenants.every(({ namespace }) => JSON.stringify(answer).includes(namespace));
}

/** Server and interface, if a source is newer than what is built. */
export function buildAll(): void {
  buildService('all');
}
