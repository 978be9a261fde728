import { Supervisor } from '../../platform/lifecycle/supervisor.ts';
import { checkConfig } from './check-config.ts';
import { composeAlerting } from './compose/alerting.ts';
import { composeBackends } from './compose/backends.ts';
import { durationMs, type Floor, openFloor } from './compose/floor.ts';
import { composeHttp } from './compose/http.ts';
import { composeLimits } from './compose/limits.ts';
import { composeLogs } from './compose/logs.ts';
import { composeNamedMetrics } from './compose/named-metrics.ts';
import { composeQueries } from './compose/queries.ts';
import { rulesOfEmbedded } from './compose/rules-here.ts';
import { seedRule } from './compose/seed-rule.ts';
import { composeTenancy } from './compose/tenancy.ts';
import type { Config } from './config.ts';
import type { EmbeddedSettings } from './embedded/embedded-settings.ts';
import { packageVersion } from './package-version.ts';

/** The whole service, made and not yet started. */
export interface TocsinService {
  start(): Promise<void>;
  /** Drains and stops; resolves when nothing runs any more. */
  stop(): Promise<void>;
  /** Where people reach it; the port is known after `start`. */
  url(): string;
  /** The first system admin, if this start has made one. */
  readonly firstSignIn: { readonly name: string; readonly password: string } | null;
}

/**
 * Joins all rooms by hand. Opens keys and database, so it may throw `AppError` `invalid` for the
 * configuration and `unavailable` when another process owns the database.
 * @param forTests what no configuration can say, of the embedded stores
 */
export async function composeService(
  config: Config,
  onFatal: (error: Error) => void,
  forTests?: EmbeddedSettings['forTests'],
): Promise<TocsinService> {
  const { declared } = checkConfig(config);
  const floor = await openFloor({ config, version: packageVersion(), onFatal });
  try {
    const tenancy = await composeTenancy(floor, declared);
    const { directories } = tenancy;
    const backends = composeBackends({ floor, directories, onFatal, forTests });
    const { upstream, embedded } = backends;
    let url = () => '';
    const alerting = await composeAlerting(floor, tenancy, backends, () => url());
    backends.answerHere(rulesOfEmbedded(alerting.rulerBook, directories));
    if (tenancy.firstStart.madeDefaults) await seedRule(alerting.rules);
    const { ownership } = alerting;
    const gate = composeLimits(floor);
    const queries = composeQueries(floor, directories, ownership, upstream, gate);
    const { known } = queries;
    const logs = composeLogs({ floor, directories, ownership, upstream, embedded, gate, known });
    const named = composeNamedMetrics({ floor, upstream, gate, queries });
    const notReady = () => supervisor.notReady();
    const http = await composeHttp({
      floor,
      tenancy,
      gate,
      queries,
      named,
      logs,
      embedded,
      alerting,
      notReady,
    });
    url = http.url;
    const services = [
      floor.state,
      tenancy.directories,
      ...backends.services,
      logs.service,
      ...alerting.services,
      http.service,
    ];
    const supervisor: Supervisor = new Supervisor({
      services,
      clock: floor.clock,
      logger: floor.logger,
      gracePeriodMs: durationMs(config.server.shutdownGrace),
    });
    return {
      start: () => supervisor.start().then(() => sayServing(floor, http.url())),
      stop: () => supervisor.stop(),
      url: () => http.url(),
      firstSignIn: tenancy.firstStart.admin,
    };
  } catch (thrown) {
    await floor.state.stop();
    throw thrown;
  }
}

/** Also the first line that people find in the log stream of a new installation. */
function sayServing({ logger }: Floor, url: string): void {
  logger.info({ url, version: packageVersion() }, 'serving');
}
