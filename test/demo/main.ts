import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../support/free-port.ts';
import { startNodeExporter } from '../support/node-exporter.ts';
import { startPrometheus } from '../support/prometheus.ts';
import type { PrometheusSettings } from '../support/prometheus-config.ts';
import { startSmtpSink } from '../support/smtp-sink.ts';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';
import { startTocsin } from '../support/tocsin-process.ts';
import {
  fixturePassword,
  intakeToken,
  readerToken,
  signInAs,
  tenants,
} from '../support/two-tenants.ts';
import { startWebhookSink } from '../support/webhook-sink.ts';
import { demoConfig } from './demo-config.ts';
import { startDemoDesk } from './demo-desk.ts';
import { createDemoRule } from './demo-rules.ts';

/**
 * `npm run demo`: the whole path at work. A real Prometheus scrapes node-exporter and a page with
 * a lever for each tenant's queue; the service writes the tenants' rules for it, gets its alerts,
 * and sends mail and webhooks to catchers on this machine. Stops everything when it is stopped.
 */
interface Stoppable {
  stop(): Promise<unknown>;
}

const started: Stoppable[] = [];

async function keep<T extends Stoppable>(starting: Promise<T>): Promise<T> {
  const server = await starting;
  started.push(server);
  return server;
}

async function runDemo(): Promise<void> {
  const folder = tempFolder('demo');
  const ruleFolder = join(folder, 'rules');
  mkdirSync(ruleFolder);
  started.push({ stop: async () => removeFolder(folder) });
  const mail = await keep(startSmtpSink());
  const webhooks = await keep(startWebhookSink());
  const desk = await keep(startDemoDesk(await freePort(8025), mail, webhooks));
  const exporter = await keep(startNodeExporter());
  const port = await freePort(8080);
  const prometheus = await keep(
    startPrometheus({
      ...scraping(desk.target, exporter.target),
      ruleFiles: [`${ruleFolder}/*.yml`, `${ruleFolder}/*.yaml`],
      alertmanagers: [
        { url: `http://127.0.0.1:${port}/intake/clusters/lab`, bearerToken: intakeToken },
      ],
    }),
  );
  const lab = { prometheusUrl: prometheus.url, ruleFolder };
  const tocsin = await startTocsin({
    config: demoConfig(lab, mail.port),
    port,
    keepsPasswords: true,
  });
  started.push({ stop: () => tocsin.remove() });
  for (const { id } of tenants) {
    await createDemoRule(await signInAs(tocsin.url, `${id}-admin`), id, webhooks.url);
  }
  desk.setDepth('acme', 70);
  console.log(introduction(tocsin.url, desk.url, prometheus.url));
}

function scraping(queues: string, host: string): PrometheusSettings {
  return {
    scrape: [
      { jobName: 'queues', targets: [queues] },
      ...tenants.map(({ id, namespace }) => ({
        jobName: `node-${id}`,
        targets: [host],
        interval: '5s',
        labels: { namespace },
      })),
    ],
  };
}

function introduction(service: string, desk: string, prometheus: string): string {
  return `
tocsin            ${service}   (sign in: acme-admin, umbrella-admin or root;
                  the password of each: ${fixturePassword})
mail and webhooks ${desk}   (and a lever for each tenant's queue)
Prometheus        ${prometheus}

As a data source  ${service}/scopes/acme/prometheus
                  with the header Authorization: Bearer ${readerToken('acme')}
                  or Basic with any user and the token as password. What acme sees, and nothing else:
  promtool query instant ${service.replace('//', `//any:${readerToken('acme')}@`)}/scopes/acme/prometheus up

The queue of acme was just set to 70: a warning arrives within half a minute. Set it to 95 for the
next level, to 5 for the end. Ctrl-C stops everything.
`;
}

let stopping = false;

async function stopAll(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  for (const server of started.toReversed()) await server.stop();
  process.exit(code);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => void stopAll(0));
}
try {
  await runDemo();
} catch (error) {
  console.error(error);
  await stopAll(1);
}
