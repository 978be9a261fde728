import type { Clock, Timer } from '../../platform/clock/clock.ts';
import { fieldsOf, type HostCollector } from './host-collector.ts';
import { FamilyTable, type HostFamily, sample } from './host-family.ts';
import type { FilesystemSize, HostFiles } from './host-files.ts';

const EXCLUDED_MOUNTS =
  /^\/(?:dev|proc|run\/credentials\/.+|sys|var\/lib\/docker\/.+|var\/lib\/containers\/storage\/.+)(?:$|\/)/;

const EXCLUDED_TYPES =
  /^(?:autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|fusectl|hugetlbfs|iso9660|mqueue|nsfs|overlay|proc|procfs|pstore|rpc_pipefs|securityfs|selinuxfs|squashfs|erofs|sysfs|tracefs)$/;

/** A file system that does not answer (a network one) is not waited for. */
const STUCK_AFTER_MS = 2_000;

interface Mount {
  readonly device: string;
  readonly mountPoint: string;
  readonly type: string;
  readonly isReadOnly: boolean;
}

const gaugeNamed = (name: string, help: string): Omit<HostFamily, 'samples'> => ({
  name: `node_filesystem_${name}`,
  type: 'gauge',
  help,
});

const DEVICE_ERROR = gaugeNamed(
  'device_error',
  'Whether an error occurred while getting statistics for the given device.',
);
const READONLY = gaugeNamed('readonly', 'Filesystem read-only status.');

const SIZES: readonly (readonly [Omit<HostFamily, 'samples'>, (size: FilesystemSize) => number])[] =
  [
    [gaugeNamed('size_bytes', 'Filesystem size in bytes.'), (s) => s.blocks * s.blockBytes],
    [
      gaugeNamed('free_bytes', 'Filesystem free space in bytes.'),
      (s) => s.freeBlocks * s.blockBytes,
    ],
    [
      gaugeNamed('avail_bytes', 'Filesystem space available to non-root users in bytes.'),
      (s) => s.availableBlocks * s.blockBytes,
    ],
    [gaugeNamed('files', 'Filesystem total file nodes.'), (s) => s.files],
    [gaugeNamed('files_free', 'Filesystem total free file nodes.'), (s) => s.freeFiles],
  ];

/** Sizes of mounted file systems. One that hangs is left alone until it answers again. */
export function filesystemCollector(clock: Clock): HostCollector {
  const stuck = new Set<string>();
  return {
    name: 'filesystem',
    collect: async (files) => {
      const mounts = readMounts(files);
      const sizes = await Promise.all(
        mounts.map(({ mountPoint }) => sizeWithin(files, mountPoint, stuck, clock)),
      );
      const table = new FamilyTable();
      for (const [at, mount] of mounts.entries()) addMount(table, mount, sizes[at] ?? null);
      return table.families();
    },
  };
}

function readMounts(files: HostFiles): readonly Mount[] {
  const mounts = new Map<string, Mount>();
  for (const [device = '', path = '', type = '', options = ''] of fieldsOf(mountsText(files))) {
    const mountPoint = unescapeOctal(path);
    if (EXCLUDED_MOUNTS.test(mountPoint) || EXCLUDED_TYPES.test(type)) continue;
    const key = JSON.stringify([device, mountPoint, type]);
    const isReadOnly = options.split(',').includes('ro');
    if (!mounts.has(key)) mounts.set(key, { device, mountPoint, type, isReadOnly });
  }
  return [...mounts.values()];
}

/** Those of the first process are the host's, but not everyone may read them. */
function mountsText(files: HostFiles): string {
  try {
    return files.proc('1/mounts');
  } catch {
    return files.proc('self/mounts');
  }
}

function unescapeOctal(path: string): string {
  return path.replaceAll(/\\([0-7]{3})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 8)),
  );
}

/** Null when it cannot be told, or takes too long. */
async function sizeWithin(
  files: HostFiles,
  mountPoint: string,
  stuck: Set<string>,
  clock: Clock,
): Promise<FilesystemSize | null> {
  if (stuck.has(mountPoint)) return null;
  stuck.add(mountPoint);
  const asked = files.size(mountPoint).then(
    (size) => size,
    () => null,
  );
  void asked.then(() => stuck.delete(mountPoint));
  let timer: Timer | undefined;
  const late = new Promise<null>((resolve) => {
    timer = clock.after(STUCK_AFTER_MS, () => resolve(null));
  });
  const size = await Promise.race([asked, late]);
  timer?.cancel();
  return size;
}

function addMount(table: FamilyTable, mount: Mount, size: FilesystemSize | null): void {
  const labels = [
    ['device', mount.device],
    ['fstype', mount.type],
    ['mountpoint', mount.mountPoint],
  ] as const;
  table.add(DEVICE_ERROR, sample(size === null ? 1 : 0, labels));
  if (size === null) return;
  table.add(READONLY, sample(mount.isReadOnly ? 1 : 0, labels));
  for (const [family, amountOf] of SIZES) table.add(family, sample(amountOf(size), labels));
}
