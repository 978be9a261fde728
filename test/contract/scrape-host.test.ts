import { expect, it } from 'vitest';
import { ExpositionParser } from '../../collector/exposition/exposition-parser.ts';
import { createHostMetrics } from '../../collector/host/host-metrics.ts';
import { systemClock } from '../../platform/clock/system-clock.ts';
import type { Labels } from '../../platform/model/labels.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { startNodeExporter } from '../support/node-exporter.ts';
import { requires } from '../support/requires.ts';
import { printSeries } from './scrape-recorder.ts';

/** What dashboards ask for; the rest of node-exporter is for special hardware. */
const OURS =
  /^node_(?:arp|boot|context|cpu_(?:seconds|guest)|disk|entropy|filefd|filesystem|forks|intr|load|memory|netstat|network|nf_conntrack_entries|os|pressure|procs|sockstat|softnet_(?:processed|dropped|times)|time_|uname|vmstat|scrape_collector)/;

/** Equal on one machine at any two moments. */
const CONSTANT =
  /^node_(?:boot_time_seconds|memory_(?:MemTotal|SwapTotal|CommitLimit|Hugepagesize)_bytes|filefd_maximum|network_(?:mtu_bytes|up|info|flags|protocol_type)|uname_info|os_info|os_version|entropy_pool_size_bits|nf_conntrack_entries_limit|time_(?:zone|clocksource)|filesystem_(?:size_bytes|readonly)|disk_info)/;

interface Exposed {
  readonly types: ReadonlyMap<string, string>;
  readonly help: ReadonlyMap<string, string>;
  readonly labelNames: ReadonlyMap<string, ReadonlySet<string>>;
  readonly values: ReadonlyMap<string, number>;
}

function read(body: Buffer): Exposed {
  const parser = new ExpositionParser<Labels>((labels) => labels);
  const { series, values } = parser.parse(body, 'text');
  const labelNames = new Map<string, Set<string>>();
  const byName = new Map<string, number>();
  for (const [at, labels] of series.entries()) {
    const name = labels.get('__name__') ?? '';
    const names = [...labels.keys()].filter((one) => one !== '__name__');
    labelNames.set(name, new Set([...(labelNames.get(name) ?? []), ...names]));
    byName.set(printSeries(labels), values[at] ?? Number.NaN);
  }
  const metadata = parser.metadata().filter(({ metric }) => OURS.test(metric));
  return {
    types: new Map(metadata.map(({ metric, type }) => [metric, type])),
    help: new Map(metadata.map(({ metric, help }) => [metric, help])),
    labelNames,
    values: byName,
  };
}

requires('prometheus-node-exporter')('the host collector beside node-exporter', () => {
  it('has its names, types, help, labels and values', async () => {
    const exporter = await startNodeExporter();
    const logger = createLogger({ level: 'silent' });
    const host = createHostMetrics({ root: '/', clock: systemClock, logger });
    const ours = read((await host.read()).body);
    const answer = await fetch(`${exporter.url}/metrics`);
    const theirs = read(Buffer.from(await answer.arrayBuffer()));
    await exporter.stop();
    const missing = [...theirs.types.keys()].filter((name) => !ours.types.has(name));
    expect(missing).toEqual([]);
    expect(theirs.types.size).toBeGreaterThan(100);
    for (const [name, type] of theirs.types) {
      expect([name, ours.types.get(name)]).toEqual([name, type]);
      expect([name, ours.help.get(name)]).toEqual([name, theirs.help.get(name)]);
      expect([name, [...(ours.labelNames.get(name) ?? [])].sort()]).toEqual([
        name,
        [...(theirs.labelNames.get(name) ?? [])].sort(),
      ]);
    }
    const constants = [...theirs.values].filter(
      // Memory disks are left out as later versions do.
      ([series]) => CONSTANT.test(series) && !series.includes('device="zram'),
    );
    expect(constants.length).toBeGreaterThan(20);
    for (const [series, value] of constants) {
      expect([series, ours.values.get(series)]).toEqual([series, value]);
    }
    // Read before, so never above by more than what falls.
    const cpu = [...theirs.values].filter(([series]) =>
      series.startsWith('node_cpu_seconds_total{'),
    );
    for (const [series, value] of cpu) {
      const read = ours.values.get(series) ?? Number.NaN;
      expect(Math.abs(value - read)).toBeLessThan(5);
    }
  });
});
