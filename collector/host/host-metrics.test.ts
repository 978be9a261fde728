import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../platform/clock/virtual-clock.ts';
import { createLogger } from '../../platform/observe/logger.ts';
import { removeFolder, tempFolder } from '../../test/support/temp-folder.ts';
import { ExpositionParser } from '../exposition/exposition-parser.ts';
import { createHostMetrics } from './host-metrics.ts';

const root = tempFolder('host');
const logger = createLogger({ level: 'silent' });
afterAll(() => removeFolder(root));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const CPU_LINES = ['cpu  9 9 9', 'cpu0 100 2 50 1000 7 0 3 1 5 6', 'intr 5150 1 2', 'ctxt 21'];
const STAT = ['btime 1700000000', 'processes 12', 'procs_running 2', 'procs_blocked 1', ''];

function writeHost(): void {
  write('proc/stat', [...CPU_LINES, ...STAT].join('\n'));
  write('proc/loadavg', '0.50 1.25 2.00 1/2 3\n');
  write('proc/meminfo', 'MemTotal:  100 kB\nActive(anon):  2 kB\nHugePages_Total:   3\n');
  write('proc/vmstat', 'nr_free_pages 1\npgfault 12\noom_kill 0\n');
  write(
    'proc/diskstats',
    '   7 0 loop0 1 1 1 1 1 1 1 1 1 1 1\n   8 0 sda 10 1 20 3000 4 5 6 7 8 9 10\n   8 1 sda1 1 1 1 1 1 1 1 1 1 1 1\n',
  );
  write('proc/net/dev', 'a\nb\n  eth0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n');
  write('proc/net/netstat', 'TcpExt: ListenDrops Other\nTcpExt: 4 5\n');
  write('proc/net/snmp', 'Tcp: RtoMin CurrEstab\nTcp: 200 7\n');
  write('proc/net/snmp6', 'Ip6InOctets 9\nIp6Other 1\n');
  write('proc/net/sockstat', 'sockets: used 5\nTCP: inuse 1 mem 2\n');
  write('proc/pressure/cpu', 'some avg10=0.00 total=2500000\n');
  write('proc/pressure/io', 'some total=1000000\nfull total=500000\n');
  write('proc/pressure/memory', 'some total=0\nfull total=0\n');
  write('proc/sys/fs/file-nr', '704\t0\t2466170\n');
  for (const [name, text] of Object.entries({
    ostype: 'Linux',
    osrelease: '6.1',
    version: '#1',
    hostname: 'box "one"',
    domainname: '(none)',
  })) {
    write(`proc/sys/kernel/${name}`, `${text}\n`);
  }
  mkdirSync(join(root, 'srv/with space'), { recursive: true });
  const mounts = ['proc /proc proc rw 0 0', '/dev/sdb /srv/with\\040space ext4 ro,noatime 0 0'];
  write('proc/1/mounts', [...mounts, '/dev/sdc /gone ext4 rw 0 0', ''].join('\n'));
  write('sys/class/net/eth0/operstate', 'up\n');
  write('sys/class/net/eth0/speed', '1000\n');
  write('sys/class/net/eth0/flags', '0x1003\n');
  write('sys/class/net/eth0/address', '02:00:00:00:00:01\n');
  write('sys/class/hwmon/hwmon0/name', 'coretemp\n');
  write('sys/class/hwmon/hwmon0/temp1_input', '41500\n');
  write('sys/class/hwmon/hwmon0/temp1_label', 'Package id 0\n');
  mkdirSync(join(root, 'sys/devices/platform/coretemp.0'), { recursive: true });
  const device = join(root, 'sys/class/hwmon/hwmon0/device');
  symlinkSync('../../../devices/platform/coretemp.0', device);
  write('sys/devices/system/clocksource/clocksource0/available_clocksource', 'tsc hpet\n');
  write('sys/devices/system/clocksource/clocksource0/current_clocksource', 'tsc\n');
  write('etc/os-release', 'ID=debian\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\n');
}

const newHost = () =>
  createHostMetrics({ root, clock: new VirtualClock(1_700_000_000_500), logger });

async function linesOf(host: ReturnType<typeof newHost>): Promise<readonly string[]> {
  return (await host.read()).body.toString('utf8').split('\n');
}

describe('the host', () => {
  writeHost();

  it('is read in node-exporter’s names, units and labels', async () => {
    const lines = await linesOf(newHost());
    for (const line of [
      '# HELP node_cpu_seconds_total Seconds the CPUs spent in each mode.',
      '# TYPE node_cpu_seconds_total counter',
      'node_cpu_seconds_total{cpu="0",mode="idle"} 10',
      'node_cpu_guest_seconds_total{cpu="0",mode="nice"} 0.06',
      'node_load15 2',
      'node_memory_MemTotal_bytes 102400',
      'node_memory_Active_anon_bytes 2048',
      'node_memory_HugePages_Total 3',
      'node_intr_total 5150',
      'node_context_switches_total 21',
      'node_forks_total 12',
      'node_boot_time_seconds 1700000000',
      'node_vmstat_pgfault 12',
      'node_disk_reads_completed_total{device="sda"} 10',
      'node_disk_read_bytes_total{device="sda"} 10240',
      'node_disk_read_time_seconds_total{device="sda"} 3',
      'node_disk_io_now{device="sda"} 8',
      'node_network_receive_bytes_total{device="eth0"} 1',
      'node_network_transmit_compressed_total{device="eth0"} 16',
      'node_network_up{device="eth0"} 1',
      'node_network_speed_bytes{device="eth0"} 125000000',
      'node_network_flags{device="eth0"} 4099',
      'node_netstat_TcpExt_ListenDrops 4',
      'node_netstat_Tcp_CurrEstab 7',
      'node_netstat_Ip6_InOctets 9',
      'node_sockstat_sockets_used 5',
      'node_sockstat_TCP_mem_bytes 8192',
      'node_pressure_cpu_waiting_seconds_total 2.5',
      'node_pressure_io_stalled_seconds_total 0.5',
      'node_filefd_allocated 704',
      'node_filefd_maximum 2466170',
      'node_time_seconds 1700000000.5',
      'node_time_clocksource_current_info{device="0",clocksource="tsc"} 1',
      'node_os_version{id="debian",id_like="",name="Debian GNU/Linux"} 12',
      'node_hwmon_temp_celsius{chip="platform_coretemp_0",sensor="temp1"} 41.5',
      'node_hwmon_sensor_label{chip="platform_coretemp_0",sensor="temp1",label="Package id 0"} 1',
      'node_hwmon_chip_names{chip="platform_coretemp_0",chip_name="coretemp"} 1',
      'node_filesystem_readonly{device="/dev/sdb",fstype="ext4",mountpoint="/srv/with space"} 1',
      'node_filesystem_device_error{device="/dev/sdc",fstype="ext4",mountpoint="/gone"} 1',
    ]) {
      expect(lines).toContain(line);
    }
    const text = lines.join('\n');
    expect(text).toContain('nodename="box \\"one\\""');
    expect(text).toMatch(/^node_filesystem_size_bytes\{device="\/dev\/sdb",.*\} \d+$/m);
    expect(text).not.toMatch(/loop0|sda1|mountpoint="\/proc"|Tcp_RtoMin|nr_free/);
  });

  it('goes on without what this kernel does not have', async () => {
    const lines = await linesOf(newHost());
    expect(lines).toContain('node_scrape_collector_success{collector="entropy"} 0');
    expect(lines).toContain('node_scrape_collector_success{collector="cpu"} 1');
    expect(lines.some((line) => line.startsWith('node_entropy'))).toBe(false);
    const empty = createHostMetrics({
      root: join(root, 'nothing'),
      clock: new VirtualClock(),
      logger,
    });
    const { series } = new ExpositionParser((labels) => labels).parse(
      (await empty.read()).body,
      'text',
    );
    expect(series.length).toBeGreaterThan(20);
  });

  it('lets no CPU counter fall, unless the CPU was exchanged', async () => {
    const host = newHost();
    const idle = async (ticks: number) => {
      const line = `cpu0 100 2 50 ${ticks} 7 0 3 1 5 6`;
      write('proc/stat', `${line}\n`);
      const found = (await linesOf(host)).find((one) => one.includes('mode="idle"'));
      return found?.split(' ')[1];
    };
    expect(await idle(1_000)).toBe('10');
    expect(await idle(999)).toBe('10');
    expect(await idle(1_100)).toBe('11');
    expect(await idle(5)).toBe('0.05');
  });
});
