import { fieldsOf, type HostCollector } from './host-collector.ts';
import { gauge, type HostFamily, sample } from './host-family.ts';
import type { HostFiles } from './host-files.ts';

const DEFAULT_PAGE_BYTES = 4_096;

/** `/proc/net/sockstat` and `/proc/net/sockstat6`. */
export const sockstatCollector: HostCollector = {
  name: 'sockstat',
  collect: (files) => {
    const pageBytes = pageSize(files);
    return [...families(files.proc('net/sockstat'), pageBytes), ...ipv6Families(files, pageBytes)];
  },
};

function ipv6Families(files: HostFiles, pageBytes: number): readonly HostFamily[] {
  try {
    return families(files.proc('net/sockstat6'), pageBytes);
  } catch {
    // A host without IPv6.
    return [];
  }
}

function families(text: string, pageBytes: number): readonly HostFamily[] {
  return fieldsOf(text).flatMap(([head = '', ...pairs]) => {
    const protocol = head.slice(0, -1);
    const found: HostFamily[] = [];
    for (let at = 0; at + 1 < pairs.length; at += 2) {
      const state = pairs[at] ?? '';
      const value = Number(pairs[at + 1]);
      found.push(family(protocol, state, value));
      const isPages = state === 'mem' && (protocol === 'TCP' || protocol === 'UDP');
      if (isPages) found.push(family(protocol, 'mem_bytes', value * pageBytes));
    }
    return found;
  });
}

function family(protocol: string, state: string, value: number): HostFamily {
  const help =
    protocol === 'sockets'
      ? 'Number of IPv4 sockets in use.'
      : `Number of ${protocol} sockets in state ${state}.`;
  return gauge(`node_sockstat_${protocol}_${state}`, help, [sample(value)]);
}

/** Node does not tell; the kernel does, in kilobytes. */
function pageSize(files: HostFiles): number {
  try {
    const found = /^KernelPageSize:\s+(\d+) kB$/m.exec(files.proc('self/smaps'));
    return found === null ? DEFAULT_PAGE_BYTES : Number(found[1]) * 1_024;
  } catch {
    return DEFAULT_PAGE_BYTES;
  }
}
