import type { Service } from '../../platform/lifecycle/service.ts';
import { Supervisor } from '../../platform/lifecycle/supervisor.ts';
import { checkConfig, databaseUrlOf } from './check-config.ts';
import { composeAlerting } from './compose/alerting.ts';
import { composeBackends } from './compose/backends.ts';
import { composeDashboards } from './compose/dashboards.ts';
import {
  durationMs,
  type Floor,
  type FloorOptions,
  openFloor,
  openGround,
} from './compose/floor.ts';
import { composeFlows } from './compose/flows.ts';
import { composeGrafanaSync } from './compose/grafana-sync.ts';
import { composeHttp, type HttpParts } from './compose/http.ts';
import { composeKubernetes } from './compose/kubernetes.ts';
import { composeLimits } from './compose/limits.ts';
import { composeLogs } from './compose/logs.ts';
import { type OwnerService, openMemberService } from './compose/member-service.ts';
import { composeMonitors, openMonitors } from './compose/monitors.ts';
import { composeNamedMetrics } from './compose/named-metrics.ts';
import { composePictures } from './compose/pictures.ts';
import { composeQueries } from './compose/queries.ts';
import { rulesOfEmbedded } from './compose/rules-here.ts';
import { seedRule } from './compose/seed-rule.ts';
import { composeTenancy } from './compose/tenancy.ts';
import type { TocsinService } from './compose/tocsin-service.ts';
import type { Config } from './config.ts';
import type { EmbeddedSettings } from './embedded/embedded-settings.ts';
import { packageVersion } from './package-version.ts';

/**
 * Joins all rooms by hand. Opens keys and database, so it may throw `AppError` `invalid` for the
 * configuration and `unavailable` when another process owns the database file. While another one owns the
 * PostgreSQL database, the service passes on to it what it is asked, and takes over when it is gone.
 * @param forTests what no configuration can say, of the embedded stores
 */
export async function composeService(
  config: Config,
  onFatal: (error: Error) => void,
  forTests?: EmbeddedSettings['forTests'],
): Promise<TocsinService> {
  const { declared } = checkConfig(config);
  const ground = openGround(config, packageVersion());
  const parts = { declared, onFatal, forTests };
  const url = databaseUrlOf(config);
  if (url === null) return await composeOwner({ ground, onFatal }, parts);
  return await openMemberService({
    ...{ ground, url, onFatal },
    composeOwner: (seat, waiting) => composeOwner({ ground, onFatal, seat, ...waiting }, parts),
  });
}

interface OwnerParts extends Pick<Parameters<typeof composeBackends>[0], 'onFatal' | 'forTests'> {
  readonly declared: Parameters<typeof composeTenancy>[1];
}

/** The service of the process that owns the database. */
async function composeOwner(
  options: FloorOptions,
  { declared, onFatal, forTests }: OwnerParts,
): Promise<OwnerService> {
  const floor = await openFloor(options);
  try {
    const tenancy = await composeTenancy(floor, declared);
    const { directories } = tenancy;
    const stored = await openMonitors(floor);
    const backends = composeBackends({ floor, directories, monitors: stored, onFatal, forTests });
    const { upstream, embedded } = backends;
    let url = () => '';
    const { drift, ...kubernetes } = composeKubernetes(floor);
    const monitors = composeMonitors(floor, stored, directories, kubernetes.resources);
    const pictures = composePictures(floor, tenancy);
    const reached = { ...backends, kubernetes: kubernetes.resources, pictures };
    const alerting = await composeAlerting(floor, tenancy, reached, () => url());
    backends.answerHere(rulesOfEmbedded(alerting.rulerBook, directories));
    if (tenancy.firstStart.madeDefaults) await seedRule(alerting.rules);
    const { ownership } = alerting;
    const gate = composeLimits(floor);
    const queries = composeQueries(floor, directories, ownership, upstream, gate);
    const { known } = queries;
    const logs = composeLogs({ floor, directories, ownership, upstream, embedded, gate, known });
    const named = composeNamedMetrics({ floor, upstream, gate, queries });
    pictures.connect({ named, samples: logs.samples });
    const flows = await composeFlows({ floor, directories, embedded, kubernetes });
    const notReady = () => supervisor.notReady();
    const boards = composeDashboards(floor, tenancy);
    const { dashboards } = boards;
    const grafanaMates = { floor, tenancy, dashboards: boards, kubernetes: kubernetes.resources };
    const grafanaSync = composeGrafanaSync({ ...grafanaMates, named, url: () => url() });
    const drawn = { dashboards, grafanaSync, pictures };
    const asked = { floor, tenancy, gate, queries, named, logs, embedded, ...drawn };
    const http = await composeHttp({ ...asked, alerting, drift, monitors, flows, notReady });
    url = http.url;
    const services = [
      floor.state,
      tenancy.directories,
      ...backends.services,
      logs.service,
      kubernetes.service,
      ...pictures.services,
      ...alerting.services,
      monitors.delivery,
      ...flows.services,
      ...grafanaSync.services,
      ...http.background,
      http.service,
    ];
    const supervisor = supervise(floor, services);
    const { admin: firstSignIn } = tenancy.firstStart;
    return { ...running(floor, supervisor, http), firstSignIn, epoch: floor.epoch };
  } catch (thrown) {
    await floor.state.stop();
    throw thrown;
  }
}

/** One that is not started holds nothing but the database. */
function running(floor: Floor, supervisor: Supervisor, { url, port }: HttpParts) {
  let isStarted = false;
  return {
    start: async () => {
      isStarted = true;
      await supervisor.start();
      sayServing(floor, url());
    },
    stop: () => (isStarted ? supervisor.stop() : floor.state.stop()),
    url,
    port,
  };
}

function supervise({ clock, logger, config }: Floor, services: readonly Service[]): Supervisor {
  const gracePeriodMs = durationMs(config.server.shutdownGrace);
  return new Supervisor({ services, clock, logger, gracePeriodMs });
}

/** Also the first line that people find in the log stream of a new installation. */
function sayServing({ logger }: Floor, url: string): void {
  logger.info({ url, version: packageVersion() }, 'serving');
}
