import type { Clock } from '../../platform/clock/clock.ts';
import type { Logger } from '../../platform/observe/logger.ts';
import { cpuCollector } from './cpu.ts';
import { diskstatsCollector } from './diskstats.ts';
import { filesystemCollector } from './filesystem.ts';
import type { HostCollector } from './host-collector.ts';
import { gauge, type HostFamily, type HostSample, sample } from './host-family.ts';
import { type HostFiles, hostFiles } from './host-files.ts';
import { hwmonCollector } from './hwmon.ts';
import {
  arpCollector,
  conntrackCollector,
  entropyCollector,
  filefdCollector,
  loadavgCollector,
  meminfoCollector,
  pressureCollector,
  softnetCollector,
  statCollector,
  vmstatCollector,
} from './kernel-tables.ts';
import { netclassCollector, netdevCollector, netstatCollector } from './network.ts';
import { printFamilies } from './print-families.ts';
import { sockstatCollector } from './sockstat.ts';
import { osCollector, timeCollector, unameCollector } from './system.ts';

export interface HostMetricsOptions {
  /** `/`, or where a container sees the host's file system. */
  readonly root: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Reads this host's metrics, in node-exporter's names, types, labels and units. Linux only. */
export interface HostMetrics {
  /** Rejects never: what a kernel does not have shows in `node_scrape_collector_success`. */
  read(): Promise<{ readonly contentType: string; readonly body: Buffer }>;
}

export function createHostMetrics(options: HostMetricsOptions): HostMetrics {
  const { clock, logger } = options;
  const files = hostFiles(options.root);
  const collectors: readonly HostCollector[] = [
    arpCollector,
    conntrackCollector,
    cpuCollector(),
    diskstatsCollector,
    entropyCollector,
    filefdCollector,
    filesystemCollector(clock),
    hwmonCollector,
    loadavgCollector,
    meminfoCollector,
    netclassCollector,
    netdevCollector,
    netstatCollector,
    osCollector,
    pressureCollector,
    sockstatCollector,
    softnetCollector,
    statCollector,
    timeCollector(clock),
    unameCollector,
    vmstatCollector,
  ];
  const run = (collector: HostCollector) => runCollector(collector, files, clock, logger);
  return {
    read: async () => {
      const runs = await Promise.all(collectors.map(run));
      const families = [...runs.flatMap((one) => one.families), ...aboutRuns(runs)];
      const body = Buffer.from(printFamilies(families));
      return { contentType: 'text/plain; version=0.0.4; charset=utf-8', body };
    },
  };
}

interface Run {
  readonly name: string;
  readonly families: readonly HostFamily[];
  readonly isSuccess: boolean;
  readonly seconds: number;
}

async function runCollector(
  collector: HostCollector,
  files: HostFiles,
  clock: Clock,
  logger: Logger,
): Promise<Run> {
  const { name } = collector;
  const startMs = clock.monotonicMs();
  const seconds = () => (clock.monotonicMs() - startMs) / 1_000;
  try {
    const families = await collector.collect(files);
    return { name, families, isSuccess: true, seconds: seconds() };
  } catch (thrown) {
    logger.debug({ collector: name, err: thrown }, 'this host does not have it');
    return { name, families: [], isSuccess: false, seconds: seconds() };
  }
}

function aboutRuns(runs: readonly Run[]): readonly HostFamily[] {
  const of = (figure: (run: Run) => number): readonly HostSample[] =>
    runs.map((run) => sample(figure(run), [['collector', run.name]]));
  return [
    gauge(
      'node_scrape_collector_duration_seconds',
      'node_exporter: Duration of a collector scrape.',
      of(({ seconds }) => seconds),
    ),
    gauge(
      'node_scrape_collector_success',
      'node_exporter: Whether a collector succeeded.',
      of(({ isSuccess }) => (isSuccess ? 1 : 0)),
    ),
  ];
}
